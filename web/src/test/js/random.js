/** Chance with a seed, which a test prints when it fails; TAILWATER_SEED sets it. */
export function random(seed = Number(process.env.TAILWATER_SEED ?? Math.floor(Math.random() * 2 ** 31))) {
  let state = seed
  const below = (bound) => { // mulberry32
    state = state + 0x6d2b79f5 | 0
    let mixed = Math.imul(state ^ state >>> 15, 1 | state)
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed
    return ((mixed ^ mixed >>> 14) >>> 0) % bound
  }
  return { seed, below }
}
