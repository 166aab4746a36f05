/** The image files that a command line names: files, folders with all below them, and patterns such as `faces/*.png`. */
import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { DataError } from '../util/errors.js';
import { readError } from './file-errors.js';
import { listFolder } from './folder.js';
import { IMAGE_ENDINGS, isImageName } from './image-node.js';

export interface FoundImages {
  /** In the order of the words, below a folder by name; each once. */
  readonly files: readonly string[];
  /** Words that name nothing, with one sentence each. */
  readonly missing: readonly { readonly word: string; readonly error: DataError }[];
}

/**
 * Looks up what is named. A file that is named itself is taken whatever its name; of folders and patterns only what
 * is named like an image (.jpg, .jpeg, .png, .webp), hidden files aside. A name that is there wins over a pattern.
 * @example
 * const { files } = await findImages(['face.png', 'faces/', 'more/**\/*.jpg']);
 */
export async function findImages(words: readonly string[]): Promise<FoundImages> {
  const files = new Set<string>();
  const missing: { word: string; error: DataError }[] = [];
  for (const word of words) {
    try {
      for (const file of await expand(word)) files.add(file);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      missing.push({ word, error });
    }
  }
  return { files: [...files], missing };
}

/** @throws DataError when it stands for no image */
async function expand(word: string): Promise<string[]> {
  const kind = kindOf(word);
  if (kind === 'file') return [word];
  if (kind === 'folder') return requireSome(inFolder(word), `"${word}" holds`);
  const pattern = process.platform === 'win32' ? word.replaceAll('\\', '/') : word;
  if (!isDynamicPattern(pattern)) throw readError(word, Object.assign(new Error(), { code: 'ENOENT' }));
  const options = { onlyFiles: false, expandDirectories: false, absolute: isAbsolute(word) };
  const found = (await glob(pattern, options)).sort();
  const images = found.flatMap((path) => {
    if (path.endsWith('/')) return inFolder(path);
    return isImageName(path) ? [path] : [];
  });
  return requireSome(images, `"${word}" matches`);
}

/** @throws DataError when the system does not let one look */
function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    return found.isDirectory() ? 'folder' : 'file';
  } catch (error) {
    throw readError(path, error);
  }
}

const inFolder = (path: string): string[] => listFolder(path).images.map((name) => join(path, name));

function requireSome(files: string[], what: string): string[] {
  if (files.length > 0) return files;
  throw new DataError(`${what} no images (${IMAGE_ENDINGS.join(', ')}): name files, folders or patterns.`);
}
