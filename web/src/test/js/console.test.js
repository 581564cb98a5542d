import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byteRate, bytes, clock, counted, duration, rate, short, whole } from '../../main/resources/web/console/format.js'
import { Rates, Series } from '../../main/resources/web/console/series.js'
import { readFilter } from '../../main/resources/web/console/topic/filter.js'
import { prettyTokens } from '../../main/resources/web/console/topic/json-text.js'
import { RecordRing } from '../../main/resources/web/console/topic/record-ring.js'
import { random } from './random.js'

test('numbers as people read them', () => {
  assert.deepEqual([0, 999, 1023, 1024, 1536, 1023 * 1024, 5e9, 1e18].map(bytes),
    ['0 B', '999 B', '1023 B', '1 KiB', '1.5 KiB', '1023 KiB', '4.7 GiB', '888 PiB'])
  assert.deepEqual([0, 0.04, 0.25, 12.34, 999, 12_345, 1_234_567].map(rate), ['0/s', '<0.1/s', '0.3/s', '12.3/s', '999/s', '12.3K/s', '1.23M/s'])
  assert.deepEqual([0, 999, 1000, 61_000, 3_600_000, 93_784_000].map(duration), ['0 s', '0 s', '1 s', '1 min 1 s', '1 h', '1 d 2 h'])
  assert.equal(byteRate(2048), '2 KiB/s')
  assert.equal(whole(1_234_567), '1,234,567')
  assert.equal(short(1_234_567), '1.23M')
  assert.deepEqual([counted(1, 'member'), counted(2, 'member')], ['1 member', '2 members'])
  assert.match(clock(1_764_172_800_123), /^\d\d:\d\d:00\.123$/)
})

test('a filter line becomes the filter of the protocol', () => {
  const cases = {
    '': null,
    'urgent': { value: { contains: 'urgent' } },
    'very urgent': { value: { contains: 'very urgent' } },
    '"very  urgent"': { value: { contains: 'very  urgent' } },
    '"key=a"': { value: { contains: 'key=a' } },
    'key=customer-7': { key: { equals: 'customer-7' } },
    'key^=customer-': { key: { prefix: 'customer-' } },
    'key': { value: { contains: 'key' } },
    'header.source': { header: { name: 'source' } },
    'header.source=web': { header: { name: 'source', equals: 'web' } },
    '$.customer.country=DE': { json: [{ path: '$.customer.country', equals: 'DE' }] },
    '$.total>10 $.total<=20.5': { json: [{ path: '$.total', greater: 10 }, { path: '$.total', lessOrEqual: 20.5 }] },
    '$.a!=null $.b=true': { json: [{ path: '$.a', notEquals: null }, { path: '$.b', equals: true }] },
    '$.code="17"': { json: [{ path: '$.code', equals: '17' }] },
    '$.note="two words" x': { json: [{ path: '$.note', equals: 'two words' }], value: { contains: 'x' } },
    '$.items[0].sku': { json: [{ path: '$.items[0].sku', exists: true }] },
    'price>10': { value: { contains: 'price>10' } }
  }
  for (const [line, expected] of Object.entries(cases)) assert.deepEqual(readFilter(line), expected, line)
  assert.throws(() => readFilter('key>7'), /key=/)
  assert.throws(() => readFilter('header.a>7'), /header/)
})

test('JSON is made readable without changing what it says', () => {
  const text = '{"a":12345678901234567890,"b":[],"c":{},"d":[1,-2.50e3,{"x":"a,\\"b:{"}],"e":null}'
  const tokens = prettyTokens(text)

  assert.equal(tokens.map((token) => token.text).join(''), `{
  "a": 12345678901234567890,
  "b": [],
  "c": {},
  "d": [
    1,
    -2.50e3,
    {
      "x": "a,\\"b:{"
    }
  ],
  "e": null
}`)
  assert.deepEqual(tokens.filter(({ kind }) => kind === 'name').map((token) => token.text), ['"a"', '"b"', '"c"', '"d"', '"x"', '"e"'])
  assert.deepEqual(['no json', '{', '{"a":1} x', "{'a':1}"].map(prettyTokens), [null, null, null, null])
})

test('JSON of any shape stays the same value', () => {
  const { seed, below } = random()
  const value = (depth) => {
    switch (below(depth > 4 ? 4 : 6)) {
      case 0: return null
      case 1: return below(2) === 0
      case 2: return (below(2_000_000) - 1_000_000) / (1 + below(1000))
      case 3: return String.fromCharCode(...Array.from({ length: below(8) }, () => below(3) === 0 ? below(65536) : 32 + below(95)))
      case 4: return Array.from({ length: below(4) }, () => value(depth + 1))
      default: return Object.fromEntries(Array.from({ length: below(4) }, () => ['k' + below(9) + '"\\', value(depth + 1)]))
    }
  }
  for (let i = 0; i < 500; i++) {
    const made = value(0)
    const text = prettyTokens(JSON.stringify(made)).map((token) => token.text).join('')
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(made)), `seed ${seed}`)
  }
})

test('a ring keeps the newest in their places', () => {
  const { seed, below } = random()
  const ring = new RecordRing(50)
  const all = []
  for (let i = 0; i < 400; i++) {
    const more = Array.from({ length: below(30) }, (_, j) => `${i}/${j}`)
    all.push(...more)
    ring.push(more)
    assert.equal(ring.seen, all.length)
    assert.equal(ring.size, Math.min(50, all.length))
    assert.equal(ring.at(ring.firstPlace - 1), undefined)
    for (let place = ring.firstPlace; place < ring.seen; place++) assert.equal(ring.at(place), all[place], `seed ${seed}`)
  }
  ring.clear()
  assert.deepEqual([ring.seen, ring.size, ring.at(0)], [0, 0, undefined])
})

test('counters become rates, and a broker that was started again no negative ones', () => {
  const rates = new Rates()
  assert.equal(rates.of(1000, { in: 5 }), null)
  assert.deepEqual(rates.of(3000, { in: 25 }), { in: 10 })
  assert.deepEqual(rates.of(4000, { in: 3 }), { in: null })
  assert.deepEqual(rates.of(5000, { in: 4 }), { in: 1 })
})

test('a series forgets the oldest and knows no past of what is new', () => {
  const series = new Series(['a'], 3)
  for (let i = 0; i < 4; i++) series.add(i * 1000, i < 2 ? { a: i } : { a: i, b: -i })
  assert.deepEqual(series.columns(['a', 'b']), [[1, 2, 3], [1, 2, 3], [null, -2, -3]])
  assert.equal(series.last('b'), -3)
  assert.equal(series.last('c'), null)
})
