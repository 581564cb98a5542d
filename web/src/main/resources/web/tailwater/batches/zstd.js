import { Decompress } from '../../vendor/fzstd.js'
import { joined } from './bytes.js'

/** Zstandard, by fzstd. */
export function zstd(bytes, largest) {
  const chunks = []
  let size = 0
  const decompressor = new Decompress((chunk) => {
    size += chunk.length
    if (size > largest) throw new RangeError('more comes out than this client takes')
    chunks.push(chunk)
  })
  decompressor.push(bytes, true)
  return joined(chunks, size)
}
