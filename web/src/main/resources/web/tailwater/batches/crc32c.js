// CRC-32C (Castagnoli), four bytes at a time by tables.
const TABLES = Array.from({ length: 4 }, () => new Uint32Array(256))

for (let i = 0; i < 256; i++) {
  let crc = i
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  TABLES[0][i] = crc >>> 0
}
for (let i = 0; i < 256; i++) {
  for (let t = 1; t < 4; t++) {
    const before = TABLES[t - 1][i]
    TABLES[t][i] = (TABLES[0][before & 0xff] ^ (before >>> 8)) >>> 0
  }
}
const [T0, T1, T2, T3] = TABLES

export function crc32c(bytes) {
  let crc = 0xffffffff
  let i = 0
  for (const end = bytes.length - 3; i < end; i += 4) {
    crc ^= bytes[i] | bytes[i + 1] << 8 | bytes[i + 2] << 16 | bytes[i + 3] << 24
    crc = T3[crc & 0xff] ^ T2[crc >>> 8 & 0xff] ^ T1[crc >>> 16 & 0xff] ^ T0[crc >>> 24]
  }
  for (; i < bytes.length; i++) crc = T0[(crc ^ bytes[i]) & 0xff] ^ crc >>> 8
  return ~crc >>> 0
}
