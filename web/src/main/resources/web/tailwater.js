// Tailwater for browsers and Node: tails topics live and produces to them, over one WebSocket.
//
//   import { tailwater } from '/tailwater.js'
//   for await (const record of tailwater.tail('orders', { from: 'latest' })) console.log(record.value)
//
// Types and documentation are in tailwater.d.ts.
import { Tailwater } from './tailwater/client.js'

export { Tailwater }
export { TailwaterError } from './tailwater/error.js'

/** A client of the broker that served this page; it connects when it is first used. */
export const tailwater = new Tailwater()
