import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageFingerprint } from '../image/fingerprint/fingerprint.ts';
import { parseFingerprint, serializeFingerprint } from '../image/fingerprint/fingerprint-file.ts';
import { ordinarySecret } from '../testing/examples/ordinary-secrets.ts';
import { secretMask } from '../trial/mask-secrets.ts';
import { maskedFingerprint } from './masked-fingerprint.ts';

const OWNED_BY_ROOT = { mode: 0o644, uid: 0, gid: 0 } as const;
const hexadecimal = (text: string) => Buffer.from(text).toString('hex');

/** An image whose build wrote a text wherever a build can. */
function telltale(value: string): ImageFingerprint {
  return {
    config: {
      Cmd: ['sh', `-c ${value}`],
      Env: [`A=${value}`],
      Healthcheck: { Interval: 3, Test: ['CMD', value] },
      Labels: { [`x.${value}`]: value },
      Volumes: { [`/${value}`]: {} },
      WorkingDir: `/${value}`,
      architecture: 'amd64',
      os: 'linux',
    },
    layers: [
      { kind: 'base', digest: `sha256:${'a'.repeat(64)}` },
      {
        kind: 'added',
        entries: {
          [`etc/${value}`]: {
            ...OWNED_BY_ROOT,
            type: 'file',
            size: 3,
            sha256: 'b'.repeat(64),
            xattrs: {
              'security.capability': '0100000200000000',
              [`user.${value}x`]: hexadecimal(`\0${value}`),
            },
          },
          gone: { ...OWNED_BY_ROOT, type: 'whiteout', whiteout: true },
          link: { ...OWNED_BY_ROOT, type: 'symlink', link: `../${value}` },
        },
      },
    ],
  };
}

describe('a fingerprint without secrets', () => {
  it('has the secret in no text of the build, and is otherwise as it was, whatever word the secret is', () => {
    fc.assert(
      fc.property(ordinarySecret(), (value) => {
        const { config, layers } = parseFingerprint(
          serializeFingerprint(maskedFingerprint(telltale(value), secretMask([value]).text)),
        );
        expect(config).toEqual(telltale('***').config);
        expect(layers[0]).toEqual(telltale(value).layers[0]);
        const entries = layers[1]?.kind === 'added' ? Object.entries(layers[1].entries) : [];
        expect(entries.map(([, { type }]) => type)).toEqual(['file', 'whiteout', 'symlink']);
        const [[path, file] = []] = entries;
        expect(path).not.toContain(value);
        expect(file).toMatchObject({ size: 3, sha256: 'b'.repeat(64) });
        expect(Object.values(file?.xattrs ?? {})).toEqual(['0100000200000000', hexadecimal('\0***')]);
        expect(entries.find(([, { type }]) => type === 'symlink')?.[1].link).toBe('../***');
        for (const [name] of [...entries, ...Object.entries(file?.xattrs ?? {})]) {
          if (name !== 'security.capability') expect(name).not.toContain(value);
        }
      }),
    );
  });

  it('keeps bytes of an attribute that are no text', () => {
    const image = telltale('hunter2');
    const masked = maskedFingerprint(image, secretMask(['another']).text);
    expect(serializeFingerprint(masked)).toBe(serializeFingerprint(image));
  });
});
