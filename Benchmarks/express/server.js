'use strict'
// The page with Express and node-redis as Debian packages them, and the sessions of sessions.js, in one process as
// `node server.js` runs it.
//   node server.js PORT REDIS-PORT      with SESSION_SECRET set
const express = require('express')
const { createClient } = require('redis')
const sessions = require('./sessions')

const [port, redisPort] = process.argv.slice(2).map(Number)
const redis = createClient({ socket: { host: '127.0.0.1', port: redisPort } })
const app = express()

app.set('etag', false)
app.disable('x-powered-by')
app.use((request, response, next) => {
  response.set('Content-Security-Policy',
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
  response.set('X-Content-Type-Options', 'nosniff')
  response.set('Referrer-Policy', 'no-referrer')
  next()
})
app.use(sessions({ redis, secret: process.env.SESSION_SECRET, name: '_redisDemo', maxAge: 60000 }))
app.get('/', (request, response) => response.send(page(request, null)))
app.post('/', (request, response) => {
  request.session.views = (request.session.views || 0) + 1
  response.send(page(request, { name: 'Velvet Harbor', style: 'Baltic Porter' }))
})

function page(request, beer) {
  const views = request.session.views
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Craft Beer Name Demo</title>
  <link rel="icon" href="/favicon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/style.css">
</head>
<body>
  <main>
<h1>Click To Generate a Craft Beer Name!</h1>
<form method="post" action="/">
  <button type="submit">Pour Another</button>
</form>
<p class="beer" role="status">
${beer ? `  <span class="name">${beer.name}</span>
  <span class="style">( ${beer.style} )</span>
` : ''}</p>
    <section class="session" aria-labelledby="session-info">
      <h2 id="session-info">Session Info</h2>
      <p>Session ID: <code>${request.sessionID}</code></p>
      <p>Session expires in <b>60</b> seconds</p>
${views ? `      <p>Beers viewed in this session: <b>${views}</b></p>
` : ''}    </section>

  </main>
</body>
</html>
`
}

redis.connect().then(() => app.listen(port, '127.0.0.1', 4096))
