// Where the project lives. The published manifest is the one place that says so: with `repository` in pkg-template/package.json, the
// package's pages and errors link there. Until then they name the path.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT } from './run.mjs';

const manifestOf = () => JSON.parse(readFileSync(join(ROOT, 'pkg-template', 'package.json'), 'utf8'));

/** The URL of a file in the repository as of this version, or undefined while the project has no home. */
export const urlIn = ({ repository, version }, path) => {
  const base = (repository?.url ?? repository)?.replace(/^git\+/, '').replace(/\.git$/, '');
  return base && `${base}/blob/v${version}/${path}`;
};

/** The page that every error points to. */
export const errorsPage = (manifest = manifestOf()) => urlIn(manifest, 'docs/errors.md') ?? 'clerk-fetch/docs/errors.md';

/** A page as it is published: a link to what the package does not hold leads to the repository, or becomes that path. */
export const publishedText = (page, text, isPublished, manifest = manifestOf()) => {
  const pathOf = (target) => posix.join(posix.dirname(page), target);
  const hasPlace = (path) => isPublished(path) || urlIn(manifest, path);
  return text
    .replace(/\[!\[[^\]]*\]\(([^)\s]+)\)\]\([^)]*\)/g, (picture, target) => (hasPlace(pathOf(target)) ? picture : ''))
    .replace(/(!?)\[([^[\]]*)\]\((?![a-z][a-z+.-]*:|#)([^)#\s]+)(#[^)\s]*)?\)/g, (link, image, label, target, anchor = '') => {
      const path = pathOf(target);
      if (isPublished(path)) return link;
      const url = urlIn(manifest, path);
      if (url) return `${image}[${label}](${url}${image && '?raw=true'}${anchor})`;
      if (image) return label;
      const place = `\`${path.replace(/\/$/, '')}\` in the repository`;
      return label.replaceAll('`', '') === path ? place : `${label} (${place})`;
    });
};
