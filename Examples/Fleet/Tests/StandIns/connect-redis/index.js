'use strict'
// In place of connect-redis, which Debian does not have: the client and the prefix, which `express-session` beside it uses.
exports.RedisStore = class RedisStore {
  constructor ({ client, prefix = 'sess:' }) {
    this.client = client
    this.prefix = prefix
  }
}
