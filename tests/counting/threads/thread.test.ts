import { COLLECT } from '../../../counting/threads/collect-garbage';
import runTask from '../../../counting/threads/thread';

// Fails when a thread that is asked to collect keeps what nothing refers to.
it('collects garbage when it is asked to', async () => {
  const left = new WeakRef(new ArrayBuffer(1 << 20));
  // What a WeakRef was made with stays until the end of its turn.
  await new Promise((resolve) => setImmediate(resolve));
  expect(await runTask(COLLECT)).toEqual({ result: undefined });
  expect(left.deref()).toBeUndefined();
});
