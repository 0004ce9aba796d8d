// The present moment on the server's clock: the moment at which it made the page, and what has passed since.
export function pageClock(madeAt) {
  const began = performance.now();
  return () => new Date(Date.parse(madeAt) + performance.now() - began);
}
