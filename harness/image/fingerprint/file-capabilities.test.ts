import { expect, test } from 'vitest';
import { namesOf } from '../../capabilities/capability-set.ts';
import { capabilitiesOfFile, describeFileCapabilities } from './file-capabilities.ts';

// Values of revision 2 and 3 were read from files on which setcap had set them.
test.each([
  ['0100000200200000000000000000000000000000', 'cap_net_raw=ep'],
  ['0000000200200000000000000000000000000000', 'cap_net_raw=p'],
  ['0000000200000000002000000000000000000000', 'cap_net_raw=i'],
  ['0100000201040000010000000000000000000000', 'cap_chown=eip cap_net_bind_service=ep'],
  ['0100000200000000000000008000000000000000', 'cap_bpf=ep'],
  ['010000030020000000000000000000000000000064000000', 'cap_net_raw=ep [rootid=100]'],
  ['010000010020000000000000', 'cap_net_raw=ep'],
  ['0100000200000000000000000004000000000000', 'cap_42=ep'],
])('%s is %s', (hex, text) => {
  expect(describeFileCapabilities(hex)).toBe(text);
});

test('a value of another form is shown as it is', () => {
  expect(describeFileCapabilities('')).toBe('0x');
  expect(describeFileCapabilities('01000002')).toBe('0x01000002');
  expect(describeFileCapabilities('0100000900200000000000000000000000000000')).toBe(
    '0x0100000900200000000000000000000000000000',
  );
});

test.each([
  ['0000000200200000000000000000000000000000', ['NET_RAW']],
  ['0100000201040000010000000000000000000000', ['CHOWN', 'NET_BIND_SERVICE']],
  ['0100000200000000000000008000000000000000', ['BPF']],
  ['010000030020000000000000000000000000000064000000', ['NET_RAW']],
  ['010000010020000000200000', ['NET_RAW']],
  ['0100000200000000000000000004000000000000', ['cap_42']],
  ['01000002', []],
])('%s may give a program %j, inheritable or permitted', (hex, names) => {
  expect(namesOf(capabilitiesOfFile(Buffer.from(hex, 'hex')))).toEqual(names);
});
