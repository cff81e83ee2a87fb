'use strict'
// The Express server of the fleet. Environment: PORT, REDIS_URL, SESSION_SECRET.
const express = require('express')
const session = require('express-session')
const { RedisStore } = require('connect-redis')
const { createClient } = require('redis')

const client = createClient({ url: process.env.REDIS_URL || 'redis://127.0.0.1:6379' })
client.on('error', error => console.error(`redis: ${error.message}`))

const app = express()
app.set('trust proxy', 'loopback')
app.disable('x-powered-by')
app.use(express.urlencoded({ extended: false }))
app.use(session({
  store: new RedisStore({ client }),
  secret: process.env.SESSION_SECRET,
  resave: false,
  saveUninitialized: false,
  cookie: { secure: false, maxAge: 60 * 60 * 1000 }
}))

app.get('/', (request, response) => {
  request.session.views = (request.session.views || 0) + 1
  response.set('X-Served-By', 'express')
  response.send(page(request.session))
})

app.post('/cart', (request, response) => {
  const cart = request.session.cart || []
  request.session.cart = [...cart, request.body.item]
  response.redirect(303, '/')
})

app.post('/login', (request, response, next) => {
  const { views, cart } = request.session
  // The session gets a new id, so that an attacker who knew the old one is not logged in, too.
  request.session.regenerate(error => {
    if (error) return next(error)
    Object.assign(request.session, { views, cart, user: request.body.name })
    response.redirect(303, '/')
  })
})

app.post('/logout', (request, response, next) => {
  request.session.destroy(error => {
    if (error) return next(error)
    response.redirect(303, '/')
  })
})

function page ({ views, cart = [], user }) {
  const account = user
    ? `<form method="post" action="/logout">Logged in as <b>${escape(user)}</b> <button>Log out</button></form>`
    : '<form method="post" action="/login"><input name="name" required> <button>Log in</button></form>'
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Fleet</title>
</head>
<body>
  <p>Served by Express</p>
  <p>Views: <b>${views}</b></p>
  <p>Cart:${cart.map(item => ` <i>${escape(item)}</i>`).join('')}</p>
  <form method="post" action="/cart"><input name="item" required> <button>Put into the cart</button></form>
  ${account}
  <form method="get" action="/"><button>Again</button></form>
</body>
</html>
`
}

function escape (text) {
  return String(text).replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

client.connect().then(() => {
  const server = app.listen(Number(process.env.PORT || 3001), '127.0.0.1', () => {
    console.log(`Express listens on port ${server.address().port}`)
  })
})
