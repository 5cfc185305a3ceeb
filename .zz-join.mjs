// joins pngs side by side through chromium
import { chromium } from '@playwright/test'
import fs from 'node:fs'
const [out, ...files] = process.argv.slice(2)
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const p = await b.newPage({ viewport: { width: 1900, height: 800 } })
const imgs = files.map(f => `<img style="width:${100/files.length}%;border:1px solid #888;box-sizing:border-box" src="data:image/png;base64,${fs.readFileSync(f).toString('base64')}">`).join('')
await p.setContent(`<div style="display:flex;align-items:flex-start">${imgs}</div>`)
await p.waitForTimeout(300)
await p.screenshot({ path: out, fullPage: true }); await b.close()
