import react from '@vitejs/plugin-react'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const OUT = 'dist'
const TEXTS = new Set(['.js', '.css', '.html', '.svg'])
/** Smaller files gain nothing over their headers. */
const LEAST_BYTES = 1024

/** Puts a brotli and a gzip twin beside each text that is built, for the hub to serve as they are. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async closeBundle() {
      for (const name of await readdir(OUT, { recursive: true })) {
        if (!TEXTS.has(extname(name))) continue
        const path = join(OUT, name)
        const content = await readFile(path)
        if (content.length < LEAST_BYTES) continue
        await writeFile(`${path}.br`, await promisify(brotliCompress)(content))
        await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  plugins: [react(), compressed()],
  build: {
    outDir: OUT,
    target: 'es2023',
    sourcemap: true,
    // What many pages share is one file: twenty small ones take longer on their way than what they hold.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'shared', minShareCount: 9 },
            { name: 'icons', test: /tabler/ },
          ],
        },
      },
    },
  },
  server: { proxy: { '/trpc': { target: 'ws://localhost:8008', ws: true } } },
})
