// The console in a real Chromium, against the broker at argv[2] (Kafka) and argv[3] (HTTP), as somebody at a screen uses it.
'use strict'

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { Kafka, logLevel } = require('kafkajs')
const { chromium } = require('playwright-core')
const { ask } = require('./ask')
const { check, run } = require('./checks')

const [kafkaAddress, httpAddress] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'console', brokers: [kafkaAddress], logLevel: logLevel.NOTHING, connectionTimeout: 20_000, retry: { retries: 30, maxRetryTime: 2_000 } })
const producer = kafka.producer()
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'tailwater-chromium-'))
const html = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
const troubles = []
let browser
let page
let expected = 0 // records in the topic `watched`

const list = () => page.getByTestId('records')
const counts = (text) => says('counts', text)
const rows = () => page.locator('.record:not([hidden])')

/** Waits until a part of the page says something. */
async function says(id, text) {
  const part = page.getByTestId(id)
  await part.filter({ hasText: text }).waitFor().catch(async (error) => {
    throw new Error(`expected ${id} to say ${text}, not "${await part.innerText()}" (${error.name})`)
  })
}

async function go(hash) {
  await page.goto(`http://${httpAddress}/#/${hash}`)
}

async function produce(topic, messages) {
  await producer.send({ topic, messages, acks: -1 })
  if (topic === 'watched') expected += messages.length
}

/** Fails when anything is wider than the screen. */
async function checkFits(what) {
  const { content, screen } = await page.evaluate(() => ({ content: document.documentElement.scrollWidth, screen: innerWidth }))
  check(content <= screen, `${what} to fit: ${content} of ${screen} pixels`)
}

run({
  async 'opens'() {
    await producer.connect()
    browser = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      timeout: 90_000,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
      viewport: { width: 1280, height: 800 }
    })
    page = browser.pages()[0] ?? await browser.newPage()
    page.setDefaultTimeout(60_000)
    page.on('pageerror', (error) => troubles.push(error.message))
    page.on('console', (message) => { if (/Content.Security|TrustedHTML|Trusted/i.test(message.text())) troubles.push(message.text()) })
    const response = await page.goto(`http://${httpAddress}/`)
    check(/default-src 'none'/.test(response.headers()['content-security-policy']), 'a strict policy')
    await page.getByRole('heading', { name: 'Topics' }).waitFor()
  },
  async 'makes a topic'() {
    await page.getByRole('button', { name: 'New topic' }).click()
    await page.getByLabel('Name').fill('watched')
    await page.getByLabel('Partitions').fill('2')
    await page.getByRole('button', { name: 'Create' }).click()
    await page.waitForURL(/#\/topics\/watched$/)
    await says('state', 'live')
  },
  async 'shows what a Kafka client produces'() {
    await produce('watched', Array.from({ length: 20 }, (_, n) => ({ key: `key-${n}`, value: JSON.stringify({ n }), headers: { source: 'test' } })))
    await counts(/^.* 20 records$/)
    await list().getByText('{"n":19}').click()
    const detail = page.getByTestId('detail')
    await detail.getByText('key-19').waitFor()
    check(/"n": 19/.test(await detail.innerText()) && /source/.test(await detail.innerText()), 'value and headers in the detail')
    await page.keyboard.press('Escape')
    await detail.waitFor({ state: 'hidden' })
  },
  async 'shows HTML in records as text'() {
    await produce('watched', [{ key: '<b>key</b>', value: html, headers: { '<i>name</i>': html } }])
    await list().getByText(html).click()
    await page.getByTestId('detail').getByText('<i>name</i>').waitFor()
    const made = await page.evaluate(() => ({
      elements: document.querySelectorAll('main img, main script, main b, main i').length, hacked: window.hacked
    }))
    check(made.elements === 0 && made.hacked === undefined, `no elements, not ${JSON.stringify(made)}`)
    await page.keyboard.press('Escape')
  },
  async 'filters'() {
    await page.keyboard.press('/')
    await page.keyboard.type('$.n>=15')
    await page.keyboard.press('Enter')
    await counts(/^.* 5 records$/)
    const shown = async () => { const texts = await rows().allInnerTexts(); return texts.length > 0 && texts.every((text) => /"n":1[5-9]/.test(text)) }
    for (let tries = 0; tries < 600 && !await shown(); tries++) await page.waitForTimeout(100) // rows wait for a frame, the count does not
    check(await shown(), 'only what passes')
    await page.getByTestId('filter').fill('key>1')
    await page.keyboard.press('Enter')
    await says('trouble', 'key=')
    await page.getByTestId('filter').fill('')
    await page.keyboard.press('Enter')
    await counts(new RegExp(`^.* ${expected} records$`))
    await page.getByTestId('filter').blur()
  },
  async 'pauses and goes on'() {
    await page.keyboard.press('p')
    await says('state', 'paused')
    await produce('watched', [{ key: 'paused', value: 'while it was paused' }])
    await page.waitForTimeout(300)
    await counts(new RegExp(`^.* ${expected - 1} records$`))
    await page.keyboard.press('p')
    await list().getByText('while it was paused').waitFor()
  },
  async 'seeks back'() {
    await page.getByTestId('from').selectOption('offset')
    await page.getByTestId('from-number').fill('5')
    await page.keyboard.press('Enter')
    await counts(new RegExp(`^.* ${expected - 10} records$`))
    await page.getByTestId('from').selectOption('earliest')
    await counts(new RegExp(`^.* ${expected} records$`))
  },
  async 'produces'() {
    await page.getByRole('link', { name: 'Produce' }).click()
    await page.getByRole('textbox', { name: 'Key' }).fill('from-form')
    await page.getByRole('textbox', { name: 'Value' }).fill('{"typed": true}')
    await page.getByRole('textbox', { name: 'Headers' }).fill('source: console')
    await page.keyboard.press('Control+Enter')
    await page.getByText(/^It is partition [01], offset \d+\.$/).waitFor()
    expected++
    await page.getByRole('link', { name: 'Records' }).click()
    await list().getByText('{"typed": true}').waitFor()
  },
  async 'runs the example of the README as it is written there'() {
    const [, example] = /```js\n([^`]*'\/tailwater\.js'[^]*?)```/.exec(fs.readFileSync(path.join(__dirname, '../../../../../README.md'), 'utf8'))
    const printed = page.waitForEvent('console', { predicate: (message) => message.text().includes('total') || message.text().includes('{') })
    await page.evaluate(`(async () => { ${example} })(); undefined`)
    check(/^0:\d+ /.test((await printed).text()), `a place and a value, not ${(await printed).text()}`)
  },
  async 'comes back after the broker was started again, and loses nothing'() {
    await page.getByTestId('from').selectOption('earliest')
    await counts(new RegExp(`^.* ${expected} records$`))
    await ask('restart')
    await produce('watched', Array.from({ length: 10 }, (_, n) => ({ value: `after the restart ${n}` })))
    await counts(new RegExp(`^.* ${expected} records$`))
    await list().getByText('after the restart 9').waitFor()
    const places = await rows().locator('.place').allInnerTexts()
    check(new Set(places).size === places.length, 'no record twice')
  },
  async 'keeps up with 10,000 records a second'() {
    await go('topics')
    await page.getByRole('button', { name: 'New topic' }).click()
    await page.getByLabel('Name').fill('hot')
    await page.getByLabel('Partitions').fill('4')
    await page.getByRole('button', { name: 'Create' }).click()
    await says('state', 'live')
    await page.evaluate(() => {
      let before = performance.now()
      window.longestFrame = 0
      const frame = (now) => {
        window.longestFrame = Math.max(window.longestFrame, now - before)
        before = now
        requestAnimationFrame(frame)
      }
      requestAnimationFrame(frame)
    })
    const value = JSON.stringify({ page: '/products/enamel-mug', text: 'x'.repeat(60) })
    const began = Date.now()
    const sent = []
    for (let i = 0; i < 30; i++) {
      sent.push(producer.send({ topic: 'hot', acks: 1, messages: Array.from({ length: 1000 }, (_, n) => ({ key: `k${n}`, value })) }))
      if (i === 15) await rows().nth(5).click() // in the middle of it
      await page.waitForTimeout(Math.max(0, began + (i + 1) * 100 - Date.now()))
    }
    await Promise.all(sent)
    const rate = Math.round(30_000 / (Date.now() - began) * 1000)
    await page.getByTestId('detail').getByText('/products/enamel-mug').waitFor()
    await counts(/30,000 records, the last 20K here/)
    const { elements, longest } = await page.evaluate(() => ({ elements: document.querySelectorAll('.record').length, longest: window.longestFrame }))
    check(elements < 100, `few elements, not ${elements}`)
    console.log(`  ${rate} records/s, longest frame ${Math.round(longest)} ms`)
  },
  async 'shows groups, their members and their lag'() {
    const consumer = kafka.consumer({ groupId: 'watchers', sessionTimeout: 30_000 })
    await consumer.connect()
    await consumer.subscribe({ topic: 'watched', fromBeginning: true })
    await consumer.run({ autoCommitInterval: 100, eachMessage: async () => {} })
    await go('groups')
    await page.getByRole('link', { name: 'watchers' }).click()
    await page.getByText(/Stable.*1 member.*lag 0/).waitFor()
    await page.getByRole('cell', { name: /^watched/ }).first().waitFor()
    await page.locator('.plot canvas').waitFor()
    await consumer.disconnect()
  },
  async 'shows the broker, and its pages fit on a telephone'() {
    await page.keyboard.press('b')
    await page.getByRole('heading', { name: 'Broker' }).waitFor()
    await page.locator('.plot canvas').nth(3).waitFor()
    check(await page.locator('.plot canvas').count() === 4, 'four plots')
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('pause or go on').waitFor()
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 390, height: 780 })
    for (const hash of ['topics', 'topics/watched', 'topics/watched/produce', 'topics/watched/partitions', 'topics/watched/configuration', 'groups', 'groups/watchers', 'broker']) {
      await go(hash)
      await page.getByRole('heading').first().waitFor()
      await page.waitForTimeout(150)
      await checkFits(hash)
    }
  },
  async 'changes between light and dark, and deletes a topic'() {
    const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const before = await colour()
    await page.getByRole('button', { name: 'Light or dark' }).click()
    check(await colour() !== before, 'other colours')
    await go('topics/hot/configuration')
    await page.getByRole('button', { name: 'Delete topic' }).click()
    await page.getByLabel('Name').fill('hot')
    await page.getByRole('button', { name: 'Delete it and its records' }).click()
    await page.waitForURL(/#\/topics$/)
    await page.getByRole('link', { name: 'hot' }).waitFor({ state: 'detached' })
  },
  async 'no script failed, and nothing was refused by the policy'() {
    check(troubles.length === 0, `no troubles, not ${troubles.join('; ')}`)
    await browser.close()
    await producer.disconnect()
    fs.rmSync(profile, { recursive: true, force: true })
  }
})
