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
    ['text', 'app/case.json: Invalid input: expected object, received string'],
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

  it('leaves alone a file of that name that is not ours', () => {
    expect(parse({ suite: 'login', steps: [] })).toBeUndefined();
  });
});
