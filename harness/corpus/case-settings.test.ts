import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCaseSettings } from './case-settings.ts';

const parse = (value: unknown) => parseCaseSettings(JSON.stringify(value), 'app/case.json');

describe('parseCaseSettings', () => {
  it('accepts every field', () => {
    const settings = {
      title: 'Set-gid',
      exercises: 'chmod after chown',
      network: 'egress',
      buildArguments: { VERSION: '1' },
      target: 'final',
      timeoutSeconds: 60,
      universe: ['CHOWN', 'cap_fowner'],
      dockerfile: 'Dockerfile.prod',
      context: '..',
    };
    expect(parse(settings)).toEqual(settings);
    expect(parse({})).toEqual({});
  });

  it.each([
    [{ title: 1 }, 'app/case.json: title: Invalid input: expected string, received number'],
    [{ title: 't', timeoutSeconds: 0 }, 'app/case.json: timeoutSeconds: Too small: expected number to be >0'],
    [{ network: 'host' }, 'app/case.json: network: Invalid option: expected one of "none"|"egress"'],
    [
      { buildArguments: { A: 'x', B: 2 } },
      'app/case.json: buildArguments.B: Invalid input: expected string, received number',
    ],
    [{ title: 'a\0b' }, 'app/case.json: title: has a null character'],
    [{ timeoutSeconds: 1e9 }, 'app/case.json: timeoutSeconds: Too big: expected number to be <=604800'],
  ])('names the field of %j', (value, message) => {
    expect(() => parse(value)).toThrow(expect.objectContaining({ code: 'BAD_CASE_SETTINGS', message }));
  });

  it('suggests the nearest name for an unknown key', () => {
    expect(() => parse({ title: 't', timeout: 3 })).toThrow(
      expect.objectContaining({
        message: 'app/case.json: Unrecognized key: "timeout"',
        hint: expect.stringContaining('Did you mean timeoutSeconds?') as unknown,
      }),
    );
  });

  it('says where JSON is broken', () => {
    expect(() => parseCaseSettings('{"title": }', 'app/case.json')).toThrow(
      /^app\/case\.json is not valid JSON: Unexpected token/,
    );
  });

  it.each([[{ suite: 'login', steps: [] }], [[]], [[1]], [null], [3], ['text'], [true]])(
    'leaves alone a file of that name that is not ours: %j',
    (value) => expect(parse(value)).toBeUndefined(),
  );

  it('refuses a name that objects would lose', () => {
    expect(() => parseCaseSettings('{"buildArguments":{"__proto__":"x"}}', 'app/case.json')).toThrow(
      'app/case.json: buildArguments: __proto__ cannot be the name of a value',
    );
    expect(parse({ buildArguments: { constructor: 'x' } })).toEqual({ buildArguments: { constructor: 'x' } });
  });

  it('reads any text or refuses it with a reason', () => {
    const fields = [
      'title',
      'buildArguments',
      'universe',
      'timeoutSeconds',
      'secrets',
      'user',
      'builderFlags',
      'cache',
    ];
    const object = fc.dictionary(
      fc.oneof(fc.constantFrom(...fields, '__proto__', 'toString'), fc.string()),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          object.map((value) => JSON.stringify(value)),
        ),
        (text) => {
          try {
            parseCaseSettings(text, 'app/case.json');
          } catch (thrown) {
            expect(thrown).toMatchObject({ code: 'BAD_CASE_SETTINGS' });
          }
        },
      ),
      { numRuns: 1_000, examples: [['['.repeat(100_000)], [`${'{"title":'.repeat(50_000)}1${'}'.repeat(50_000)}`]] },
    );
  });
});
