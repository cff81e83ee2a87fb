'use strict'
// Sessions for Express that send the same commands to Redis as express-session and connect-redis: GET to load, then
// EXPIRE if the session did not change (touch) or SET … EX if it did (save), before the response ends. Debian has
// neither package. The cookie and the JSON have the same format, too. All optional features are left out.
const crypto = require('crypto')
const cookie = require('cookie')
const signature = require('cookie-signature')

module.exports = function sessions({ redis, secret, name, maxAge }) {
  const seconds = maxAge / 1000

  function sessionCookie() {
    return {
      originalMaxAge: maxAge, expires: new Date(Date.now() + maxAge).toISOString(),
      secure: false, httpOnly: true, path: '/'
    }
  }

  function signedID(request) {
    const value = cookie.parse(request.headers.cookie || '')[name]
    if (!value || !value.startsWith('s:')) return null
    return signature.unsign(value.slice(2), secret) || null
  }

  // All of a session except its cookie, whose expiry changes with every request.
  function contents(session) {
    const { cookie, ...rest } = session
    return JSON.stringify(rest)
  }

  async function load(request) {
    const id = signedID(request)
    const json = id && await redis.get('sess:' + id)
    if (!json) return { id: crypto.randomUUID(), session: { cookie: sessionCookie() }, before: null }
    const session = JSON.parse(json)
    return { id, session, before: contents(session) }
  }

  async function finish(id, session, isChanged) {
    session.cookie = sessionCookie()
    const key = 'sess:' + id
    if (isChanged) await redis.set(key, JSON.stringify(session), { EX: seconds })
    else await redis.expire(key, seconds)
  }

  return function (request, response, next) {
    load(request).then(loaded => {
      request.sessionID = loaded.id
      request.session = loaded.session
      const end = response.end
      response.end = function (...chunks) {
        // The handler may have put another session in its place, or none.
        const { sessionID: id, session } = request
        if (!session) return end.apply(response, chunks)
        const isChanged = id !== loaded.id || contents(session) !== loaded.before
        if (isChanged) {
          const value = 's:' + signature.sign(id, secret)
          response.append('Set-Cookie', cookie.serialize(name, value, {
            path: '/', httpOnly: true, expires: new Date(Date.now() + maxAge)
          }))
        }
        finish(id, session, isChanged).then(() => end.apply(response, chunks), next)
      }
      next()
    }, next)
  }
}
