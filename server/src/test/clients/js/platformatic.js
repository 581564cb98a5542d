// @platformatic/kafka against the broker at argv[2]: compressions, groups whose members come and go, commits, admin.
'use strict'

const {
  Admin,
  Consumer,
  ProduceAcks,
  Producer,
  compressionsAlgorithms,
  stringDeserializers,
  stringSerializers
} = require('@platformatic/kafka')
const { Awaited, check, run } = require('./checks')

const client = { clientId: 'platformatic', bootstrapBrokers: [process.argv[2]] }
const topic = 'platformatic'
const groupId = 'platformatic-group'
const each = 300
const compressions = ['none', 'gzip', 'snappy', 'lz4', 'zstd'].filter((name) => compressionsAlgorithms[name].available)

const admin = new Admin(client)
const producer = new Producer({ ...client, serializers: stringSerializers })
const awaited = new Awaited()

async function send(compression, prefix) {
  await producer.send({
    acks: ProduceAcks.ALL,
    compression,
    messages: Array.from({ length: each }, (_, i) => ({
      topic,
      key: `key-${i}`,
      value: `${prefix}-${i}`,
      headers: { compression }
    }))
  })
}

/** A member of the group that notes what it reads in `read`, a set all members share. */
function member(read) {
  const consumer = new Consumer({
    ...client,
    groupId,
    deserializers: stringDeserializers,
    sessionTimeout: 30_000,
    rebalanceTimeout: 30_000,
    heartbeatInterval: 500
  })
  let partitions = 0
  let stream
  consumer.on('consumer:group:join', ({ assignments }) => {
    partitions = (assignments ?? []).reduce((sum, assignment) => sum + assignment.partitions.length, 0)
    awaited.changed()
  })
  return {
    partitions: () => partitions,
    async start() {
      stream = await consumer.consume({ topics: [topic], mode: 'committed', fallbackMode: 'earliest', autocommit: 100 })
      stream.on('data', ({ partition, offset, value }) => {
        read.add(`${partition}@${offset}=${value}`)
        awaited.changed()
      })
    },
    async stop() {
      await stream.close()
      await consumer.close(true)
    },
    committed: async () => (await consumer.listCommittedOffsets({ topics: [{ topic, partitions: [0, 1, 2, 3] }] })).get(topic)
  }
}

const read = new Set()
const first = member(read)
const second = member(read)
let sent = 0

run({
  async 'creates a topic'() {
    await admin.createTopics({ topics: [topic], partitions: 4, replicas: 1 })
    check((await admin.listTopics()).includes(topic), 'the topic in the list')
  },
  async 'produces with every compression'() {
    for (const compression of compressions) {
      await send(compression, compression)
      sent += each
    }
  },
  async 'one member reads all of it'() {
    await first.start()
    await awaited.until(() => read.size === sent, () => `${sent} messages, not ${read.size}`)
    check(first.partitions() === 4, 'all partitions with the only member')
  },
  async 'a second member takes its share'() {
    await second.start()
    await awaited.until(
      () => first.partitions() === 2 && second.partitions() === 2,
      () => `two partitions each, not ${first.partitions()} and ${second.partitions()}`)
    await send('gzip', 'shared')
    sent += each
    await awaited.until(() => read.size === sent, () => `${sent} messages, not ${read.size}`)
  },
  async 'who leaves hands its partitions over'() {
    await second.stop()
    await awaited.until(() => first.partitions() === 4, () => `all partitions, not ${first.partitions()}`)
    await send('none', 'alone')
    sent += each
    await awaited.until(() => read.size === sent, () => `${sent} messages, not ${read.size}`)
  },
  async 'describes the group'() {
    const group = (await admin.describeGroups({ groups: [groupId] })).get(groupId)
    check(group.state === 'STABLE' && group.members.size === 1, `a stable group of one, not ${group.state}`)
    check((await admin.listGroups()).has(groupId), 'the group in the list')
  },
  async 'keeps what it commits'() {
    await first.stop()
    const reader = member(new Set())
    const committed = (await reader.committed()).reduce((sum, offset) => sum + Number(offset), 0)
    // This client commits the offset of the last message itself, where others commit the next one's.
    check(committed === sent - 4, `${sent - 4} committed, not ${committed}`)
  },
  async 'deletes groups and topics'() {
    await admin.deleteGroups({ groups: [groupId] })
    await admin.deleteTopics({ topics: [topic] })
    check(!(await admin.listTopics()).includes(topic), 'the topic gone')
    await admin.close()
    await producer.close()
  }
})
