/** The page at `/docs`: it draws `/openapi.json` and needs nothing from anywhere else. */

export const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Chroniton: the HTTP interface</title>
    <link rel="stylesheet" href="/docs/page.css">
    <script type="module" src="/docs/page.js"></script>
  </head>
  <body>
    <header>
      <h1>Chroniton: the HTTP interface</h1>
      <p id="about"></p>
      <label>Search <input id="search" type="search" autocomplete="off"></label>
      <p><a href="/openapi.json">OpenAPI document</a></p>
    </header>
    <main id="paths" aria-live="polite"></main>
    <noscript>This page needs JavaScript; the document itself is at /openapi.json.</noscript>
  </body>
</html>
`

export const STYLE = `:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3b4150); --soft: light-dark(#f3f5f8, #20242d); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; }
h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid var(--line); }
input { font: inherit; padding: .3rem .5rem; width: 20rem; max-width: 100%; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0; padding: .4rem .7rem; }
summary { cursor: pointer; }
summary code { font-weight: 600; }
.method { display: inline-block; width: 4.5rem; font-weight: 700; text-transform: uppercase; }
.missing summary { opacity: .65; }
pre { background: var(--soft); padding: .6rem; overflow: auto; border-radius: .3rem; font-size: 13px; }
table { border-collapse: collapse; }
td, th { text-align: left; vertical-align: top; padding: .15rem .8rem .15rem 0; }
`

export const SCRIPT = `const METHODS = ['get', 'post', 'put', 'delete']

const made = (tag, text, ...children) => {
  const element = document.createElement(tag)
  if (text) element.textContent = text
  element.append(...children)
  return element
}

const resolved = (schema, all, depth = 0) => {
  if (schema === null || typeof schema !== 'object' || depth > 8) return schema
  if (Array.isArray(schema)) return schema.map((one) => resolved(one, all, depth + 1))
  if (typeof schema.$ref === 'string') return resolved(all[schema.$ref.split('/').pop()], all, depth + 1)
  return Object.fromEntries(Object.entries(schema).map(([key, one]) => [key, resolved(one, all, depth + 1)]))
}

const shown = (title, schema, all) =>
  made('div', '', made('h3', title), made('pre', JSON.stringify(resolved(schema, all), null, 2)))

const drawn = (path, method, operation, all) => {
  const name = made('span', method)
  name.className = 'method'
  const details = made('details', '', made('summary', '', name, made('code', path), ' ', operation.summary))
  details.dataset.words = [method, path, operation.summary, ...operation.tags].join(' ').toLowerCase()
  if (operation['x-not-implemented']) details.className = 'missing'
  if (operation.description) details.append(made('p', operation.description))
  if (operation['x-permission']) details.append(made('p', 'Who may call: ' + operation['x-permission']))
  if (operation.parameters.length > 0) {
    const rows = operation.parameters.map((one) =>
      made('tr', '', made('td', '', made('code', one.name)), made('td', one.in + (one.required ? '' : ', optional')),
        made('td', one.description ?? JSON.stringify(resolved(one.schema, all)))))
    details.append(made('h3', 'Parameters'), made('table', '', ...rows))
  }
  const body = operation.requestBody?.content?.['application/json']?.schema
  if (body) details.append(shown('Body', body, all))
  for (const [status, reply] of Object.entries(operation.responses)) {
    const schema = reply.content?.['application/json']?.schema
    if (schema && status !== 'default') details.append(shown('Answer ' + status, schema, all))
  }
  return details
}

const response = await fetch('/openapi.json')
const api = await response.json()
const all = api.components.schemas
document.getElementById('about').textContent = api.info.description
const paths = document.getElementById('paths')
for (const { name } of api.tags) {
  const section = made('section', '', made('h2', name))
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const method of METHODS) {
      const operation = methods[method]
      if (operation?.tags.includes(name)) section.append(drawn(path, method, operation, all))
    }
  }
  paths.append(section)
}
document.getElementById('search').addEventListener('input', ({ target }) => {
  const words = target.value.trim().toLowerCase()
  for (const details of paths.querySelectorAll('details')) details.hidden = !details.dataset.words.includes(words)
  for (const section of paths.querySelectorAll('section')) {
    section.hidden = [...section.querySelectorAll('details')].every(({ hidden }) => hidden)
  }
})
`
