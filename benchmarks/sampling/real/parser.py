"""markdown-it-py parses and renders a long document."""

from markdown_it import MarkdownIt

from timed import run

SECTION = """# Heading *one* with `code`

A paragraph with **strong**, _emphasis_, a [link](https://example.org "title") and an ![image](a.png),
over two lines with a trailing break  
and an <span>inline</span> element.

> A quote
> - with a list
> - of two

1. first
2. second
   * nested
   * items

| a | b | c |
|---|:-:|--:|
| 1 | 2 | 3 |
| x | y | z |

```python
def function(argument):
    return argument
```

"""

parser = MarkdownIt("commonmark").enable("table")
document = SECTION * 20

run(lambda: parser.render(document))
