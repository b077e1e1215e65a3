import type { Socket } from 'node:net';

/** Ends a connection without a word: with a reset where its kind has one. */
export function cutOff(socket: Socket): void {
  if (socket.remoteAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}

/** Lets nothing more come over a connection, until the other side gives it up. */
export function stall(socket: Socket): void {
  socket.on('end', () => socket.destroy());
  // Once nobody else reads, or the end would not be noticed.
  setImmediate(() => socket.resume());
}
