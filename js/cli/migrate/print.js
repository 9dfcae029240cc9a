// What is shown: a unified diff, coloured on a terminal.

import { createTwoFilesPatch } from 'diff';

const COLOURS = { '-': 31, '+': 32, '@': 36 };

/** As https://no-color.org and https://force-color.org have it. */
const coloured = () => {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return !NO_COLOR && process.stdout.isTTY === true;
};

export const painter = (on = coloured()) => (code, text) => (on ? `\x1b[${code}m${text}\x1b[0m` : text);

export const diffOf = (file, before, after, paint) => {
  const path = file.replaceAll('\\', '/');
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3, headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true } });
  const lines = patch.replaceAll('\r', '').split('\n').filter((line) => !/^(={5,}|Index: )/.test(line));
  return lines
    .map((line) => (/^(---|\+\+\+) /.test(line) ? paint(1, line) : COLOURS[line[0]] ? paint(COLOURS[line[0]], line) : line))
    .join('\n');
};
