import { describe, expect, it } from 'vitest';
import { signatureOf } from './signature.ts';

describe('the signature of a reason', () => {
  it.each([
    ['dial tcp 172.18.0.2:80: connect: connection refused', 'dial tcp 172.19.0.7:5000: connect: connection refused'],
    ['mkdir /tmp/apt.Xy12ab/x: permission denied', 'mkdir /tmp/apt.QQ99zz/x: permission denied'],
    [
      'adding layer sha256:cc973b092fa39118b226bcb377387112a02776e336f1080519a9afe0cc1b4042',
      'adding layer sha256:c1c3204a5830abc8a2f7a6aaf5e6c6a6ca063f73b0aa104ab971df5e6b214efc',
    ],
    ['2026-11-23T01:13:18Z step 4 failed', '2027-01-02T03:04:05.678+02:00 step 12 failed'],
  ])('is the same for equal reasons: %s', (one, two) => {
    expect(signatureOf(one)).toBe(signatureOf(two));
  });

  it('keeps what tells two reasons apart', () => {
    expect(signatureOf('chown /etc/shadow: operation not permitted')).toBe(
      'chown /etc/shadow: operation not permitted',
    );
    expect(signatureOf('chown /a: operation not permitted')).not.toBe(signatureOf('chmod /a: operation not permitted'));
  });
});
