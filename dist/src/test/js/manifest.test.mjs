import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadAll } from 'js-yaml'

const here = dirname(fileURLToPath(import.meta.url))
const manifest = loadAll(readFileSync(join(here, '../../main/archive/kubernetes/tailwater.yaml'), 'utf8'))
const statefulSet = () => structuredClone(manifest.find(({ kind }) => kind === 'StatefulSet'))

// By Kubernetes' own schema: wrong and missing values.
async function validate(object) {
  const { [object.kind]: Model } = await import(`kubernetes-models/${object.apiVersion}/${object.kind}`)
  new Model(object).validate()
}

// By the types made of that schema: names that there are not. What the compiler says, empty when all is well.
function compile(objects) {
  const directory = mkdtempSync(join(here, 'check-'))
  try {
    const lines = objects.map(({ apiVersion, kind, ...rest }, i) =>
      `import type { I${kind} as T${i} } from 'kubernetes-models/${apiVersion}/${kind}'\n`
      + `export const object${i}: T${i} = ${JSON.stringify({ apiVersion, kind, ...rest })}\n`)
    writeFileSync(join(directory, 'manifest.ts'), lines.join(''))
    const tsc = join(here, 'node_modules/typescript/bin/tsc')
    return spawnSync(process.execPath, [tsc, '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', join(directory, 'manifest.ts')],
      { encoding: 'utf8' }).stdout
  } finally {
    rmSync(directory, { recursive: true })
  }
}

for (const object of manifest) {
  test(`${object.kind} has the values that Kubernetes takes`, () => validate(object))
}

test('all names are Kubernetes\' own', () => {
  assert.equal(compile(manifest), '')
})

test('a misspelt name, and a wrong value, would be found', async () => {
  const misspelt = statefulSet()
  misspelt.spec.template.spec.containers[0].livnessProbe = {}
  assert.match(compile([misspelt]), /livnessProbe/)
  const wrong = statefulSet()
  wrong.spec.template.spec.containers[0].livenessProbe.httpGet.port = { name: 'http' }
  await assert.rejects(validate(wrong), /port/)
})

test('the broker has longer to stop than it takes at most', () => {
  assert.ok(statefulSet().spec.template.spec.terminationGracePeriodSeconds > 25)
})
