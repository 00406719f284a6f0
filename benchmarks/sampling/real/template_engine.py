"""Jinja2 renders a page with a macro, a loop, filters and inheritance."""

from jinja2 import DictLoader, Environment

from timed import run

TEMPLATES = {
    "base.html": "<html><title>{% block title %}{% endblock %}</title><body>{% block body %}{% endblock %}</body></html>",
    "orders.html": """{% extends "base.html" %}
{% macro row(order) -%}
<tr class="{{ loop_class(order.id) }}"><td>{{ order.id }}</td><td>{{ order.name|title|e }}</td>
<td>{{ "%.2f"|format(order.price * order.count) }}</td><td>{{ order.tags|sort|join(", ") }}</td></tr>
{%- endmacro %}
{% block title %}{{ orders|length }} orders{% endblock %}
{% block body %}<table>{% for order in orders if order.count %}{{ row(order) }}{% endfor %}</table>
{% for tag, group in orders|groupby("tag") %}<h2>{{ tag }}</h2>{{ group|sum(attribute="price")|round(2) }}{% endfor %}
{% endblock %}""",
}

environment = Environment(loader=DictLoader(TEMPLATES), autoescape=True)
environment.globals["loop_class"] = lambda number: "odd" if number % 2 else "even"
orders = [
    {
        "id": number,
        "name": f"order <{number}> & co",
        "price": number * 1.17,
        "count": number % 4,
        "tag": f"t{number % 7}",
        "tags": [f"t{number % 3}", "new", f"x{number % 5}"],
    }
    for number in range(400)
]
template = environment.get_template("orders.html")

run(lambda: template.render(orders=orders))
