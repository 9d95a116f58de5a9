import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  build: { outDir: 'dist', target: 'es2023', sourcemap: true },
  server: { proxy: { '/trpc': { target: 'ws://localhost:8008', ws: true } } },
})
