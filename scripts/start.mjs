// `npm start`: what `npx adtech up` does, on a fresh clone too.
process.argv.splice(2, 0, 'up');
await import('../bin/adtech.mjs');
