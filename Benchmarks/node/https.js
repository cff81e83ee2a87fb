'use strict'
// HTTPS with Node's own module in one process: 13 bytes, and the files of a folder.
//   node https.js PORT CERTIFICATE KEY FOLDER
const fs = require('fs')
const https = require('https')
const path = require('path')

const [port, certificate, key, folder] = process.argv.slice(2)
const server = https.createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) }, (request, response) => {
  if (request.url === '/plaintext') {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 13 })
    return response.end('Hello, World!')
  }
  const file = path.join(folder, request.url)
  fs.stat(file, (error, facts) => {
    if (error) {
      response.writeHead(404)
      return response.end()
    }
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': facts.size })
    fs.createReadStream(file).pipe(response)
  })
})
// Idle connections stay open as long as with the other servers.
server.keepAliveTimeout = 600000
server.listen({ port: Number(port), host: '127.0.0.1', backlog: 4096 })
