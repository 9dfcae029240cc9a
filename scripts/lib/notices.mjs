// The text of THIRD-PARTY-LICENSES: who wrote what, and the words of each licence.
import { PLACES } from './parts.mjs';

const isCopyright = (line) => /^copyright\b.*\d{4}|^copyright \(c\)/i.test(line.trim());

/** A licence's words without their line breaks and copyright lines: two that agree in these are the same licence. */
const wordsOf = (text) => text.split('\n').filter((line) => !isCopyright(line)).join(' ').replaceAll(/\s+/g, ' ').trim();

const copyrightsOf = (text) => text.split('\n').filter(isCopyright).map((line) => line.trim());

/** A licence's text below the copyright lines of all who use it. */
const textFor = (texts) => {
  const distinct = [...new Set(texts.map((text) => text.trim()))];
  if (distinct.length === 1) return distinct[0];
  const copyrights = [...new Set(distinct.flatMap(copyrightsOf))];
  const body = distinct[0].split('\n').filter((line) => !isCopyright(line)).join('\n').replaceAll(/\n{3,}/g, '\n\n').trim();
  return `${copyrights.join('\n')}\n\n${body}`;
};

const underlined = (heading) => `${heading}\n${'-'.repeat(heading.length)}`;

const wrapped = (names) =>
  names.reduce((lines, name) => {
    const line = `${lines.at(-1)}, ${name}`;
    return lines.length && line.length <= 100 ? [...lines.slice(0, -1), line] : [...lines, name];
  }, []);

/** @param {ReturnType<import('./parts.mjs').partsOfPackage>} parts */
export const noticesOf = (parts) => {
  const places = Object.entries(PLACES).map(([place, files]) => {
    const names = parts.filter((part) => part.place === place).map(({ name, version, license }) => `  ${name} ${version} (${license})`);
    return [`In ${place} (${files}):`, '', ...names].join('\n');
  });
  const licences = {};
  for (const { name, texts } of parts) for (const text of texts) (licences[wordsOf(text)] ??= []).push({ name, text });
  const texts = Object.values(licences).map((uses) => {
    const names = wrapped([...new Set(uses.map(({ name }) => name))]);
    return `${names.slice(0, -1).map((line) => `${line},\n`).join('')}${underlined(names.at(-1))}\n${textFor(uses.map(({ text }) => text))}`;
  });
  return `${['This package contains code of the works below, each under the licence whose text follows the list. Where a work\noffers a choice that has the MIT licence in it, it is used under that.', ...places].join('\n\n')}\n\n\n${texts.join('\n\n\n')}\n`;
};
