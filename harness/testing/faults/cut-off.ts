import type { Socket } from 'node:net';

/** Ends a connection without a word: with a reset where its kind has one. */
export function cutOff(socket: Socket): void {
  if (socket.remoteAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
