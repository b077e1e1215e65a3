import { isMap, isScalar } from 'yaml';
import type { YamlPath } from '../../manifest/model/patch-target.ts';
import { optionEdits } from '../docker/option-edits.ts';
import { spliced } from '../splice.ts';
import type { WantedGrant } from '../wanted-grant.ts';
import { addEntry, type Edit } from './edit-map.ts';
import type { EditSteps } from './kubernetes-edits.ts';
import { isEmptyValue, nodeAt, type OpenDocument, ownEntry, rangeOf } from './open-document.ts';

/** The field of a container of a workflow that is written. */
export const GITHUB_FIELDS = ['options'] as const;

/** Has the options of a workflow's container grant what is wanted. */
export function githubEdits(path: YamlPath, grant: WantedGrant): EditSteps {
  return [(document) => optionsEdit(document, path, grant)];
}

function optionsEdit(document: OpenDocument, path: YamlPath, grant: WantedGrant): Edit {
  const container = nodeAt(document, path);
  if (!isMap(container))
    return { refused: 'The container is only the name of an image. Write it as a map with image and options.' };
  const entry = ownEntry(container, 'options');
  if (entry === undefined || isEmptyValue(entry.value)) {
    const edits = optionEdits('', { start: 0, end: 0, hasImage: false }, grant);
    return addEntry(document, container, { key: 'options', value: spliced('', edits).trim(), after: ['image'] });
  }
  const { value } = entry;
  if (!isScalar(value)) return { refused: 'The options of the container are no text.' };
  const [from, to] = rangeOf(value);
  const quotes = value.type === 'QUOTE_DOUBLE' || value.type === 'QUOTE_SINGLE' ? 1 : 0;
  const source = document.text.slice(from + quotes, to - quotes);
  // Where the text is not in the file as it is meant, the place of a word in it is not certain.
  if (source !== value.value)
    return { refused: 'The options of the container stand on several lines, or with escapes.' };
  return optionEdits(document.text, { start: from + quotes, end: to - quotes, hasImage: false }, grant);
}
