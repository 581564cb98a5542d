// Makes the pictures of docs/images from a broker that was started with --demo a minute ago:
//   node server/src/test/clients/js/screenshots.js http://127.0.0.1:8080
'use strict'

const path = require('node:path')
const { chromium } = require('playwright-core')

const address = process.argv[2]
const images = path.join(__dirname, '../../../../../docs/images')
const pictures = [
  { name: 'records-light', hash: 'topics/orders', theme: 'light', width: 1200, height: 700, detail: true },
  { name: 'group-light', hash: 'groups/fulfilment', theme: 'light', width: 1200, height: 700, after: 20_000 },
  { name: 'records-phone', hash: 'topics/page-views', theme: 'dark', width: 390, height: 720 }
]

async function main() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  })
  await Promise.all(pictures.map(async ({ name, hash, theme, width, height, detail, after = 8_000 }) => {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme })
    await page.goto(`${address}/#/${hash}`)
    await page.waitForTimeout(after)
    if (detail) await page.locator('.record:not([hidden])').nth(-8).click()
    await page.waitForTimeout(500)
    await page.screenshot({ path: path.join(images, `${name}.png`) })
  }))
  await browser.close()
}

main()
