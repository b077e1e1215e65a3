import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainWritten } from '../model/written.ts';
import { readScript } from './read-script.ts';
import { scriptFrom } from './script-text.ts';

const PLACE = { file: 'ci.yml', line: 10 };

function calls(
  text: string,
  { given = {}, environment = {} }: { given?: Record<string, string>; environment?: Record<string, string> } = {},
) {
  const variables = Object.entries(environment).map(
    ([name, value]) => [name, { value: plainWritten(value, PLACE), from: { kind: 'written', place: PLACE } }] as const,
  );
  const scope = { variables: new Map(variables), workingDirectory: '/builds/x', given: new Map(Object.entries(given)) };
  return readScript(scriptFrom(text, PLACE), scope).calls;
}

function words(text: string, told = {}): string[][] {
  return calls(text, told).map((call) => call.words.map(({ value }) => value));
}

describe('executor calls in a script', () => {
  it('are found over continued lines, in quotes, with variables', () => {
    const script = `mkdir -p /kaniko/.docker
echo "{}" > /kaniko/.docker/config.json
/kaniko/executor --context "\${CI_PROJECT_DIR}/app" \\
  --dockerfile '\${CI_PROJECT_DIR}/D' \\
  --build-arg "A=b c"`;
    const [call] = calls(script, { environment: { CI_PROJECT_DIR: '/builds/x' } });
    expect(call?.place).toEqual({ file: 'ci.yml', line: 12 });
    // A single quote keeps the dollar.
    expect(call?.words.map(({ value }) => value)).toEqual([
      '--context',
      '/builds/x/app',
      '--dockerfile',
      `\${CI_PROJECT_DIR}/D`,
      '--build-arg',
      'A=b c',
    ]);
  });

  it('take defaults, and what the command line says before them', () => {
    const script = `/kaniko/executor --dockerfile=\${F:-Dockerfile} --target=\${T:=dev} \${DEBUG:+--verbosity=debug}`;
    expect(words(script)).toEqual([['--dockerfile=Dockerfile', '--target=dev']]);
    expect(words(script, { given: { F: 'D2', DEBUG: '1' } })).toEqual([
      ['--dockerfile=D2', '--target=dev', '--verbosity=debug'],
    ]);
  });

  it('split a variable without quotes, and drop an empty one', () => {
    const environment = { ARGS: '--cache=true  --cleanup', NONE: '' };
    expect(words('/kaniko/executor $ARGS $NONE "$NONE"', { environment })).toEqual([['--cache=true', '--cleanup', '']]);
  });

  it('take lists of bash and positional parameters', () => {
    expect(words(`A=(--cache "--label=a b")\nA+=(--cleanup)\n/kaniko/executor "\${A[@]}"`)).toEqual([
      ['--cache', '--label=a b', '--cleanup'],
    ]);
    expect(words('set -- --target x\nif [ -n "$C" ]; then set -- "$@"; fi\n/kaniko/executor "$@"')).toEqual([
      ['--target', 'x'],
    ]);
  });

  it('change variables as the shell does', () => {
    const script = `V=v1.2.3\n/kaniko/executor \${V#v} \${V%.*} \${V%%.*} \${V/1/9} \${V:1:3} \${V^^}`;
    expect(words(script)).toEqual([['1.2.3', 'v1.2', 'v1', 'v9.2.3', '1.2', 'V1.2.3']]);
  });

  it('are told once for each known word of a loop', () => {
    expect(words('for s in api web; do /kaniko/executor --context "services/$s"; done')).toEqual([
      ['--context', 'services/api'],
      ['--context', 'services/web'],
    ]);
  });

  it('name what only running the script tells', () => {
    const [call] = calls('for s in $(ls); do TAG=$(git describe)\n/kaniko/executor -c "$s" --target "$TAG"; done');
    expect(call?.words.flatMap(({ unresolved }) => unresolved.map(({ name, place }) => [name, place.line]))).toEqual([
      ['s', 11],
      ['TAG', 11],
    ]);
    expect(words('TAG=$(git describe)\n/kaniko/executor --target $TAG', { given: { TAG: 'x' } })).toEqual([
      ['--target', 'x'],
    ]);
  });

  it('say under which condition they are reached', () => {
    const script = `if [ "$CI_COMMIT_BRANCH" = main ]; then
  EXTRA=--cleanup
  /kaniko/executor -d a
else
  /kaniko/executor --no-push
fi
test -f x || /kaniko/executor -f y`;
    expect(calls(script).map(({ only }) => only)).toEqual([
      '[ "$CI_COMMIT_BRANCH" = main ]',
      'not ([ "$CI_COMMIT_BRANCH" = main ])',
      'not (test -f x)',
    ]);
  });

  it('know nothing of a variable that branches set differently', () => {
    const script = 'if x; then A=1; else A=2; fi\n/kaniko/executor $A';
    expect(calls(script)[0]?.words[0]?.unresolved).toMatchObject([{ name: 'A' }]);
    expect(words('if x; then A=1; else A=1; fi\n/kaniko/executor $A')).toEqual([['1']]);
  });

  it('are found in functions, in scripts within, and behind programs that start others', () => {
    expect(words('build() { cd "$1"; /kaniko/executor --context "$PWD" "$2"; }\nbuild api x\nbuild /web y')).toEqual([
      ['--context', '/builds/x/api', 'x'],
      ['--context', '/web', 'y'],
    ]);
    expect(
      words(`sh -ec 'exec /kaniko/executor --force'; A=1 timeout 10m /kaniko/executor x; env B=2 /kaniko/executor y`),
    ).toEqual([['--force'], ['x'], ['y']]);
    expect(words('executor --context . --no-push\nexecutor run x\nexecutor')).toEqual([
      ['--context', '.', '--no-push'],
    ]);
    expect(words('echo /kaniko/executor\nls /kaniko/executor # /kaniko/executor')).toEqual([]);
  });

  it('end, whatever the script is', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300 }),
        fc.constantFrom('', 'if ', '$(', 'f(){ f; }; f; ', `\${`, '"', '<<A\n'),
        (a, b) => {
          expect(Array.isArray(calls(`${b}${a}\n/kaniko/executor x`))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
    const nested = `${'for i in 1 2 3 4 5 6 7 8 9; do '.repeat(12)}/kaniko/executor; ${'done; '.repeat(12)}`;
    expect(calls(nested).length).toBeLessThan(20_000);
  });
});
