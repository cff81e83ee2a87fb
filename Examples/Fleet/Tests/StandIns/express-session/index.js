'use strict'
// In place of express-session, which Debian does not have: the middleware of the benchmarks, which reads and writes the
// same cookie and the same values in Redis, and the two calls of a session that node/server.js needs besides.
const { randomUUID } = require('crypto')
const sessions = require('../../../../../Benchmarks/express/sessions')

module.exports = function session ({ store, secret, name = 'connect.sid', cookie }) {
  const middleware = sessions({ redis: store.client, secret, name, maxAge: cookie.maxAge })
  const remove = request => store.client.del(store.prefix + request.sessionID)

  function addCalls (request) {
    const add = (name, value) => Object.defineProperty(request.session, name, { value, configurable: true })
    add('destroy', callback => {
      remove(request).then(() => {
        request.session = null
        callback()
      }, callback)
    })
    add('regenerate', callback => {
      remove(request).then(() => {
        request.sessionID = randomUUID()
        request.session = { cookie: request.session.cookie }
        addCalls(request)
        callback()
      }, callback)
    })
  }

  return (request, response, next) => middleware(request, response, error => {
    if (!error) addCalls(request)
    next(error)
  })
}
