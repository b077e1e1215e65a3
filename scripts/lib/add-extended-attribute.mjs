// add-extended-attribute.mjs ENTRY NAME HEX < TAR > TAR: gives an entry of a tar an extended attribute, which takes no
// privilege, unlike setting it on a file. The value must be ASCII: that is what tar-stream writes unchanged.
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';

const [path, name, hex = ''] = process.argv.slice(2);
const output = pack();

/** @param {import('tar-stream').Extract} entries */
async function copy(entries) {
  let found = false;
  for await (const entry of entries) {
    const { header } = entry;
    if (header.name === path) {
      found = true;
      header.pax = {
        .../** @type {object | undefined} */ (header.pax),
        [`SCHILY.xattr.${name}`]: Buffer.from(hex, 'hex').toString('latin1'),
      };
    }
    await pipeline(entry, output.entry(header));
  }
  if (!found) throw new Error(`The tar has no entry ${path}`);
  output.finalize();
}

await Promise.all([pipeline(output, process.stdout), copy(process.stdin.pipe(extract()))]);
