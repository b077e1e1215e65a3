import { expect, it } from 'vitest';
import { isProgramFault } from './program-fault.ts';

it.each([
  [
    true,
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/bin/absent": stat /bin/absent: no such file or directory',
  ],
  [true, 'StartError: failed to create containerd task: exec: "absent": executable file not found in $PATH'],
  [true, 'crun: executable file `/bin/absent` not found: No such file or directory'],
  [true, 'crun: open executable: Permission denied: OCI permission denied'],
  [true, 'exec /kaniko/executor: exec format error'],
  [false, 'No such image: gcr.io/kaniko-project/executor:v1.24.0'],
  [
    false,
    'the container builder does not start (ErrImagePull): failed to resolve reference "mine/kaniko/executor:1": not found',
  ],
  [false, 'pods "a" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2'],
])('is the fault of the program: %s, for %s', (isOfProgram, message) => {
  expect(isProgramFault(message)).toBe(isOfProgram);
});
