import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONSOLE_OPTIONS, HTML_OPTIONS, parseModuleOptions, parseRenderOptions } from './render-options.ts';

test('what wants text takes what looks like something else', { timeout: 60_000 }, () => {
  for (const text of ['2024', 'true', 'null', '1e400', '[1]', '{"a": 1}', ' 7 ', '']) {
    assert.deepEqual(parseRenderOptions([`title=${text}`], HTML_OPTIONS), { title: text });
  }
  assert.deepEqual(parseRenderOptions(['title="2024"'], HTML_OPTIONS), { title: '2024' });
  assert.deepEqual(parseRenderOptions(['processor_options.hide_regex=404'], CONSOLE_OPTIONS), {
    processorOptions: { hideRegex: '404' },
  });
});

test('what is no text is none', { timeout: 60_000 }, () => {
  const refused = (pair: string, message: string): void =>
    assert.throws(() => parseRenderOptions([pair], HTML_OPTIONS), { code: 'bad-option', message });
  refused('title', 'The option title wants text, not true.');
  refused(
    'processor_options={"hide_regex": 404}',
    'The option processor_options.hide_regex wants text, not 404.',
  );
  refused('timeline=7', 'The option timeline wants true or false, not 7.');
  assert.deepEqual(parseModuleOptions(['title=2024']), { title: 2024 });
});
