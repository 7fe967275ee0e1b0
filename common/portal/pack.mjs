// Builds the portal and packs it into one file that common/http/assets.hpp reads:
//
//     node pack.mjs OUTPUT
//
// OUTPUT.d tells make and ninja which files of ours have been read.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const here = import.meta.dirname;
const output = resolve(process.argv[2] ?? 'portal.pack');
const kTypes = {
  '.css': 'text/css;charset=utf-8', '.html': 'text/html;charset=utf-8',
  '.js': 'text/javascript;charset=utf-8', '.svg': 'image/svg+xml', '.woff2': 'font/woff2',
};
// A compressed form that saves less is not worth a second copy in the program.
const kWorthwhile = 0.9;

const built = await build({
  root: here, configFile: resolve(here, 'vite.config.ts'), logLevel: 'warn',
  build: { write: false },
});

const brotli = (bytes) => brotliCompressSync(bytes, { params: {
  [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
  [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
const kept = (bytes, plain) =>
  (bytes.length < plain.length * kWorthwhile ? bytes : Buffer.alloc(0));

const index = ['branchline-assets/1'];
const bodies = [];
const pages = JSON.parse(readFileSync(resolve(here, 'pages.json'), 'utf8'));
for (const page of pages) index.push(`page ${page}`);
const files = built.output.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1));
for (const file of files) {
  const plain = Buffer.from(file.type === 'chunk' ? file.code : file.source);
  const type = kTypes[extname(file.fileName)];
  if (!type) throw new Error(`${file.fileName}: what type is it?`);
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 32);
  const change = file.fileName.startsWith('assets/') ? 'immutable' : 'changing';
  const forms = [plain, kept(gzipSync(plain, { level: 9 }), plain), kept(brotli(plain), plain)];
  const sizes = forms.map((form) => form.length).join(' ');
  index.push(`file /${file.fileName} ${type} ${hash} ${change} ${sizes}`);
  bodies.push(...forms);
}
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, Buffer.concat([Buffer.from(`${index.join('\n')}\n\n`), ...bodies]));

// Workers are built on their own and say nothing of what they read, so all sources count as read.
const sources = readdirSync(resolve(here, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => resolve(entry.parentPath ?? entry.path, entry.name));
const read = [...sources, resolve(here, 'pages.json')].map((path) => path.replaceAll(' ', '\\ '));
writeFileSync(`${output}.d`, `${output}: ${read.join(' ')}\n`);
