"""The faults that faults.py plants: each is a single mistake of the kind that happens in a hurried change.

A fault names a file, a text that occurs in it once, and the replacement. It replaces the whole text, or only the part
between `@[` and `]@` if the rest identifies the place.

- E: an expression replaces another one.
- S: statements replace others; an empty text removes a statement.
- X: anything else. The text is the code to insert, in which FAULT represents the check whether this fault is on.

`harmless` is the known reason why no test can notice a fault.
"""

import re
from dataclasses import dataclass, field

MARK = re.compile(r"@\[(.*?)\]@", re.DOTALL)

# The test targets that should notice a fault in a target: its own, then those that depend on it directly.
TESTS = {
    "HTTP": ["TaproomHTTPTests", "TaproomTests"],
    "Taproom": ["TaproomTests", "TaproomHTTPTests"],
    "Sessions": ["TaproomSessionsTests", "TaproomRedisTests"],
    "Redis": ["TaproomRedisTests"],
    "Net": ["TaproomNetTests", "TaproomTests", "TaproomRedisTests"],
    "Views": ["TaproomViewsTests"],
    "Testing": ["TaproomTestingTests", "TaproomTests", "TaproomHTTPTests"],
    "Demo": ["BeerDemoTests"],
}

FOLDERS = {
    "HTTP": "TaproomHTTP", "Taproom": "Taproom", "Sessions": "TaproomSessions", "Redis": "TaproomRedis",
    "Net": "TaproomNet", "Views": "TaproomViews", "Testing": "TaproomTesting",
}


@dataclass
class Fault:
    number: int
    target: str
    file: str
    original: str
    faulty: str
    sentence: str
    form: str
    tests: list = field(default_factory=list)
    harmless: str = ""


FAULTS = []


def plant(form):
    def add(number, target, file, original, faulty, sentence, **more):
        folder = FOLDERS.get(target)
        path = f"Sources/{folder}/{file}" if folder else f"Sources/{file}"
        FAULTS.append(Fault(number, target, path, original, faulty, sentence, form, **more))
    return add


E, S, X = plant("expression"), plant("statement"), plant("explicit")

# MARK: TaproomHTTP

E(1, "HTTP", "RangeField.swift", "case (nil, let count?): @[count > 0 && size > 0]@", "size > 0",
  "The last 0 bytes are a part, and an empty one.")
E(2, "HTTP", "TargetForm.swift", "if @[value.count == valid.count]@, bytes.matches(valid.span",
  "!valid.isEmpty && value.count >= valid.count",
  "A Host that begins with the connection's last valid one is taken, whatever follows.")
E(3, "HTTP", "TargetForm.swift", "port <= 65535", "port <= 99999", "A Host may name a port that there is not.")
E(4, "HTTP", "Forms/FormFields.swift", "guard @[pairs.count < limit]@ else", "pairs.count <= limit",
  "A form may have one field more than its limit.")
E(5, "HTTP", "HeaderSectionCache.swift", "if @[start != self.start]@ { move(to: start) }", "start > self.start",
  "Fields that are repeated behind a shorter request line are looked for where they were.")
S(6, "HTTP", "FramingFields.swift", "if hostCount > 0 { host = host.moved(by: distance) }", "",
  "The host of a repeated header section is read from where the last one stood.")
E(7, "HTTP", "ChunkedDecoder.swift", "digits <= 15", "digits <= 17", "A chunk's size may overflow, and means another one then.")
S(8, "HTTP", "ChunkedDecoder.swift", "@[digits = 0]@\n                stage = .size", "digits = 0; extensionBytes = 0",
  "Chunk extensions are counted for each chunk, not for the whole content.")
S(9, "HTTP", "ChunkedDecoder.swift", "return expect(byte, .semicolon, then: .extensionStart)", "return endValue(byte)",
  "White space may stand between a chunk's size and its line's end.")
E(10, "HTTP", "FramingFields.swift", "if @[contentLength >= 0]@, contentLength != length", "contentLength > 0",
  "A second Content-Length beside one of 0 is taken.")
E(11, "HTTP", "FramingFields.swift", "head.keepAlive = @[!close]@ && (", "!close || keepAlive",
  "`Connection: close, keep-alive` keeps the connection.")
E(12, "HTTP", "FramingFields.swift", "head.expectsContinue = @[expectsContinue && head.minorVersion == 1]@",
  "expectsContinue", "A client of HTTP/1.0 is sent 100 Continue.")
E(13, "HTTP", "RequestParser.swift", "head.fields.count < limits.fieldCount", "head.fields.count <= limits.fieldCount",
  "A head may have one field more than its limit.")
E(14, "HTTP", "RequestParser.swift", "guard @[position < limits.requestLine]@ else", "true",
  "Empty lines before a request have no end.")
E(15, "HTTP", "RequestParser.swift", "if @[questionMark < 0]@ { questionMark = index }", "true",
  "The query begins at the last question mark.")
E(16, "HTTP", "Cookie.swift", "Self.append(value, to: &output) { @[$0.isCookieOctet]@ }", "$0.isFieldValueCharacter",
  "A cookie's value may add attributes.")
E(17, "HTTP", "EntityTag.swift", "!isWeak && $0.elementsEqual(tag.utf8)", "$0.elementsEqual(tag.utf8)",
  "A weak tag matches in the strong comparison.")
E(18, "HTTP", "CookieHeader.swift", "if @[value.count >= 2]@, bytes", "value.count >= 1",
  "A cookie whose value is one quotation mark is taken for a quoted one.")
E(19, "HTTP", "ControlCharacters.swift", "default: return @[scalar.properties.isBidiControl]@", "false",
  "Marks that turn text around reach the log.")
S(20, "HTTP", "ResponseSerializer.swift", "starts.removeAll(keepingCapacity: true)", "",
  "The Date of a usual response stays as it first was.")
E(21, "HTTP", "MultipartDecoder.swift", "buffer.count - delimiter.count + 1", "buffer.count - delimiter.count + 2",
  "A delimiter that comes in two pieces may be taken for data.")
S(22, "HTTP", "JSON/JSONFields.swift", "members[known].value = start..<end", "",
  "Of two members with one name the first one's value counts.")
E(23, "HTTP", "HeaderFields.swift", "own[index].value = @[Self.safe(newValue, for: name)]@", "newValue",
  "A field that is set a second time may hold line ends.")

# MARK: Taproom

E(24, "Taproom", "Server/Connection.swift", "if reader.hasBegun, @[!hadBegun]@ {", "true",
  "Each byte of a head gives it its whole time again.")
S(25, "Taproom", "Server/Connection.swift",
  "if let content, !canPass(content), !response.body.isStream { keepAlive = false }", "",
  "A response does not say that its connection closes behind content that nobody reads.")
S(26, "Taproom", "Server/Connection.swift", "@[hasBegunResponse = false]@\n        isAnswering", "",
  "Only the first request of a connection gets its 100 Continue.")
S(27, "Taproom", "Server/Connection+Closing.swift", "count += chunk.count", "count = chunk.count",
  "Unread content without a length is read away without a limit.")
S(28, "Taproom", "Server/Connection+Closing.swift", "case .bytes(let count): @[budget -= count]@", "_ = count",
  "A connection that closes reads all that its peer sends.")
S(29, "Taproom", "Server/Connection+Waiting.swift", "reader.peerHasEnded = true\n        @[if isAnswering { task?.cancel() }]@",
  "", "A handler is not cancelled when its client has gone.")
E(30, "Taproom", "Server/Connection+Waiting.swift", "left < outputWait.unacknowledged", "left <= outputWait.unacknowledged",
  "A client that takes nothing counts as one that takes something.")
S(31, "Taproom", "Server/ContentReader.swift", "rate.add(waited: loop.now &- start)", "",
  "A slow upload never runs out of time.")
E(32, "Taproom", "Server/ContentReader.swift", "if needsContinue, @[!connection.hasBegunResponse]@", "true",
  "100 Continue is sent in the middle of a response.")
E(33, "Taproom", "Server/RequestReader.swift", "mayRead = @[socket.mayHaveMore(after: count, room: room) || peerHasEnded]@",
  "socket.mayHaveMore(after: count, room: room)",
  "The end of a connection behind its last bytes goes unseen.")
S(34, "Taproom", "Server/RequestReader.swift",
  "successor.input.append(kept.input.bytes[kept.input.start..<kept.input.end])", "",
  "The next pipelined request is lost where a handler keeps its request.")
E(35, "Taproom", "Server/ConnectionAdmission.swift", "count < limitPerAddress", "count <= limitPerAddress",
  "An address may have one connection more than its limit.")
E(36, "Taproom", "Server/RateGuard.swift", "earned > waited ? @[earned - waited]@ : 0", "earned",
  "The time that a client has waited for already does not count.")
S(37, "Taproom", "Content/BodyBudget.swift", "taken += pieces", "taken = pieces",
  "What a request took of the budget first is never given back.")
E(38, "Taproom", "Middleware/CrossOriginProtection.swift", 'site == "same-origin" || site == "none"', 'site != "cross-site"',
  "A sister site may send requests.")
S(39, "Taproom", "Request/Request+Client.swift", "else { @[break]@ }\n            addresses.append(address)", "continue",
  "What a client puts before an unknown hop of X-Forwarded-For is believed.")
E(40, "Taproom", "Request/RequestBody.swift", "collected.count + chunk.count <= limit", "collected.count <= limit",
  "Content without a length may be longer than its limit by a chunk.")
E(41, "Taproom", "Response/EventStream.swift", r'$0 == "\n" || $0 == "\r" || $0 == "\r\n"', r'$0 == "\n" || $0 == "\r\n"',
  "A carriage return in an event's data begins a field of its own.")
E(42, "Taproom", "Static/StaticPath.swift", "$0 == 0 || $0 == 0x2f || $0 == 0x5c", "$0 == 0 || $0 == 0x5c",
  "An encoded slash in a static file's path counts as one.")
S(43, "Taproom", "Forms/FormReader.swift", "fieldBytes += bytes.count", "fieldBytes = value.count",
  "The limit of a form's fields holds for each field.")
S(44, "Taproom", "Compression/Compression.swift", "defer { @[encoder.reset()]@ }", "",
  "The encoder of a loop is used again as it was left.")
S(45, "Taproom", "Request/Request.swift", "@[parameters.removeAll()]@\n        pathSegments", "",
  "A route without parameters sees those of the connection's last request.")
E(46, "Taproom", "Server/ResponseStream.swift", "guard @[bytes.count <= remaining]@ else", "true",
  "A stream may be longer than its Content-Length says.")
E(47, "Taproom", "Server/ResponseStream.swift", "if let remaining, @[remaining > 0]@ {", "false",
  "A stream may be shorter than its Content-Length says.")
E(48, "Taproom", "Middleware/Chain+Streams.swift",
  "where @[!Self.describesContent(field.name) && !own.contains(field.name)]@ {", "false",
  "The answer to a stream that failed before its first byte loses the session's cookie.")
E(49, "Taproom", "Middleware/CookiePrivacy.swift", '@[["public", "s-maxage"]]@.contains', '["public"]',
  "A response with a cookie tells shared caches how long to keep it.")

# MARK: TaproomSessions

E(50, "Sessions", "Cookie/VerifiedCookies.swift", "guard @[bytes.matches(text.extracting(0..<known.signature), at: start)]@,",
  "true", "A cookie with another id is taken for the one that was verified before with that signature.")
E(51, "Sessions", "Cookie/CookiePath.swift", "isSlashed ? @[request.isBelow(prefix)]@ :", "request.isUnder(prefix, inWholePath: true)",
  "A cookie's path with a slash at its end covers the path without it.")
E(52, "Sessions", "Sessions.swift", "if @[verified.keyIndex == 0]@ { transaction.signedID", "true",
  "A cookie signed with an earlier secret is sent again as it came.")
E(53, "Sessions", "Sessions.swift", "cookie != nil || transaction.wasUsed", "cookie != nil",
  "A page made from a session may be kept by shared caches where it sets no cookie.")
E(54, "Sessions", "Transaction/SessionTransaction+Lifetime.swift", "if let expires = cookie.expires, @[expires > end]@ {",
  "false", "A cookie outlives its session's absolute end.")
S(55, "Sessions", "Transaction/SessionTransaction+Lifetime.swift", "flash?.new = []\n        @[edits = []]@",
  "", "Changes that reload dropped are made again when the session is merged.")
S(56, "Sessions", "Transaction/SessionTransaction+Lifetime.swift", "signedID = nil", "",
  "After regenerate the browser is sent the old id.")
S(57, "Sessions", "Transaction/SessionTransaction+Lifetime.swift", "} catch {\n            @[noteFailure(error)]@", "",
  "After a change whose outcome is unknown the store is asked again.")
S(58, "Sessions", "Transaction/SessionTransaction+Lifetime.swift", "storeTime.add(since: start)", "",
  "The time that a save took does not count.")
E(59, "Sessions", "Transaction/SessionTransaction+Lifetime.swift",
  'Set([user, original.value(Self.userField)?["id"]?.stringValue]).compactMap({ $0 })', "[user].compactMap({ $0 })",
  "A session that was another user's stays in that user's index.")
E(60, "Sessions", "Stores/MemoryStore.swift", "change.editsCookie ? own : @[max(own, entry.expires)]@", "own",
  "A merge shortens the life that another request gave the session.")
E(61, "Sessions", "Stores/MemoryStore.swift", "guard var entry = entries[ExactText(id)], @[entry.expires > record.now]@ else",
  "true", "A session that has ended is touched back to life.")
S(62, "Sessions", "Stores/MemoryStore.swift", "destroyed.withLock { destroyed in for id in ids { destroyed[id] = end } }", "",
  "A request under way brings a session back that `clear` has ended.")
E(63, "Sessions", "Stores/MemoryStore.swift", "$0.value.expires < $1.value.expires", "$0.value.expires > $1.value.expires",
  "A full store drops the sessions that would live longest.")
X(64, "Sessions", "Stores/UserSessionIndex.swift", "guard @[try await session(id, of: user) != nil]@ else { return false }",
  "try await (FAULT ? true : session(id, of: user) != nil)", "A user may end another user's session.")
E(65, "Sessions", "Cookie/StoredCookie.swift", "values.httpOnly = @[flag ?? true]@", "flag ?? false",
  "A stored cookie whose httpOnly is no boolean can be read by scripts.")
S(66, "Sessions", "StoreFailureLog.swift", "@[isGathering = false]@\n        if !gathered", "",
  "After its first failure a store's failures may go unlogged.")
E(67, "Sessions", "SessionService.swift", "case .distrust: @[request.connection.isSecure]@", "request.isSecure",
  "A proxy is believed where the options say that none is.")

# MARK: TaproomRedis

E(68, "Redis", "Cache/CachedSessions.swift", "entry.end > now", "true", "The cache gives out sessions that have ended.")
E(69, "Redis", "Cache/CachedSessions.swift",
  "if @[entries[ExactText(id)]?.ticket == ticket]@ { entries[ExactText(id)] = nil }", "true",
  "A session that came in anew leaves the cache in its old turn.")
S(70, "Redis", "Cache/NodeTracking.swift", "default: @[cache.empty()]@", "break",
  "The cache is kept when Redis has dropped all keys.")
S(71, "Redis", "Connection/Heartbeat.swift", "@[self.timer.set(connection.loop.now &+ interval, on: connection.loop)]@\n    }", "",
  "The cache's subscriber is looked after once only.")
E(72, "Redis", "Connection/BackOff.swift", "if let stood, @[stood > Self.longest]@ {", "false",
  "The pause before connecting anew stays long after the first outage.")
S(73, "Redis", "Connection/RedisConnection+Receiving.swift", "heardAt = loop.now", "",
  "One command that is late ends a connection on which others are answered.")
S(74, "Redis", "Connection/RedisConnection+Receiving.swift", "needsMaster = needsMaster || ErrorReply.isOfReplica(wrongServer)", "",
  "After a refused write the connection may come back to a replica.")
S(75, "Redis", "Connection/CommandOutbox.swift", "writer.output.removeLast(writer.output.count - start)", "",
  "What there is of a malformed command is sent.")
S(76, "Redis", "Connection/CommandOutbox.swift", "sending.removeAll()\n        @[sent = 0]@", "",
  "The first commands of a new connection lack what the last one had sent.")
S(77, "Redis", "Connection/ReplyReader.swift", "@[elements = 0]@\n        if arrays.isEmpty", "",
  "The elements of all replies together count against one reply's limit.")
E(78, "Redis", "Store/RedisStore+Sending.swift", ".outcomeUnknown(error.description)", ".storeUnavailable(error.description)",
  "A save whose reply was lost counts as one that was not made.")
X(79, "Redis", "Store/SaveScript.swift", "table.remove(plain, at)", r'\(FAULT ? "" : "table.remove(plain, at)")',
  "After a field was removed in a merge the script takes the next ones for each other.")
E(80, "Redis", "Store/RedisStore+Users.swift", 'expire(user, record, @["GT"]@, &$0)', '"NX"',
  "The key of a user's sessions ends before the longest-lived of them.")
E(81, "Redis", "Store/RedisStore+Scanning.swift", r'"*?[]\\^".contains(character)', '"*?".contains(character)',
  "A prefix with brackets is taken for a pattern.")

# MARK: TaproomNet

E(82, "Net", "AddressBlock.swift", "bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255", "false",
  "An IPv4 address that is mapped into IPv6 is in no block of IPv4.")
S(83, "Net", "TimerQueue.swift", "if timer.deadline != .max { insert(timer) }", "", "A timer that was moved later never fires.")
E(84, "Net", "TimerQueue.swift", "if @[deadline < scheduled]@ {", "scheduled == .max",
  "A timer that was moved to an earlier time fires at the later one.")
S(85, "Net", "Listener.swift", "return timer.set(loop.now + Self.pauseTime, on: loop)", "return",
  "Accepting never goes on where descriptors were short for longer than a pause.")
S(86, "Net", "Listener.swift", "loop.unregister(descriptor.number)\n        @[acceptWaiting()]@", "",
  "Connections that wait in the queue at a stop are reset.")
E(87, "Net", "OpenFile.swift", "return @[done == count]@", "true",
  "A small file that became shorter while it was sent leaves its client waiting.")
S(88, "Net", "SpoolFile.swift", "if !isFilled { close(target) }\n            @[unlink(temporary)]@", "",
  "A file that could not be stored leaves a temporary one behind.")
E(89, "Net", "LogWriter.swift", "if start(), @[dropped == 0]@, waiting.count", "true",
  "Lines come between those that were dropped and the note about them.")
E(90, "Net", "EventLoop.swift", "if @[!nextTurn.isEmpty]@ || executor.hasJobs { return 0 }", "false",
  "What was put off to the next turn waits for an event.")
E(91, "Net", "EventLoop.swift", "generations[index] == UInt32(truncatingIfNeeded: token >> 32)", "true",
  "An event of a closed socket is taken for one of the next with that number.")

# MARK: TaproomViews

E(92, "Views", "HTML.swift", 'byte & ~1 == UInt8(ascii: "&")', 'byte == UInt8(ascii: "&")',
  "An apostrophe ends an attribute in single quotes.")
E(93, "Views", "RenderStack.swift", "innermost.source.hasParts || outer.contains { $0.source.hasParts }",
  "innermost.source.hasParts", "Behind an inner section the names of the outer ones are not found.")
X(94, "Views", "Blocks.swift", "{ given, _ in given }", "{ given, own in FAULT ? own : given }",
  "A block given from further inside wins.")
E(95, "Views", "Layout.swift", "first != ASCII.carriageReturn", "true", "Empty lines that end with CR LF are indented.")
E(96, "Views", "RenderStack.swift", "running.count < Self.deepestCall", "running.count <= Self.deepestCall",
  "Partials may run one level deeper than the error says.")

# MARK: The demo and the test client

E(97, "Demo", "BeerDemo/Command/PasswordArgument.swift", 'argument.lastIndex(of: UInt8(ascii: "@"))',
  'argument.firstIndex(of: UInt8(ascii: "@"))', "The part of a password behind an @ shows in ps.", tests=["StartTests"])
E(98, "Demo", "BeerDemo/Command/SecretReader.swift", "lines.count == 1", "lines.count >= 1",
  "A secret's file may hold several lines, of which the first counts.", tests=["StartTests"])
X(99, "Demo", "BeerAPI/BeerReply.swift", "case .control, .format,", "case .format where FAULT: break\n            case .control, .format,",
  "A beer's name may turn the rest of the line around.", tests=["BeerAPITests"])
E(100, "Testing", "Responses/ResponseReader.swift", "case .head, .length, .chunked: return @[false]@", "true",
  "The test client takes a response that is cut short.")

# MARK: TLS

E(101, "Net", "TLS/TLSCredentials.swift", "$0.dropFirst() == parent", "host.hasSuffix($0.dropFirst())",
  "A certificate for *.example.com is chosen for names of more labels.")
E(102, "Net", "TLS/TLSCredentials.swift", "@[X509_cmp_current_time(X509_get0_notAfter(certificate)) > 0]@ else",
  "X509_cmp_current_time(X509_get0_notAfter(certificate)) != 0", "A certificate that has expired is presented.")
E(103, "Net", "TLS/TLSServerContext.swift", "bytes + [isRequired ? 1 : 0]", "bytes",
  "A session from when client certificates were optional is resumed where they are required.")
S(104, "Net", "TLS/TLSServerContext.swift", "try acceptClients(of: identity.context, options)",
  "if identity === identities[0] { try acceptClients(of: identity.context, options) }",
  "Client certificates are refused by all server certificates but the first.")
E(105, "Net", "TLS/TLSSession.swift", "guard @[isVerified]@ else { return }", "isVerified && !isAddress",
  "A server that is named by its address may have a certificate for any other name.")
S(106, "Net", "TLS/TLSSession.swift", "provoked += bytes.count", "provoked = bytes.count",
  "What a peer provokes while it is read from has no limit.")
E(107, "Net", "TLS/TLSSession.swift", "return input.hasEnded ? @[.failed(ECONNRESET)]@ : .wouldBlock", ".endOfStream",
  "A connection that was cut off counts as one that its peer has ended.")
S(108, "Net", "TLS/TLSInput.swift", "left -= max(0, result)", "",
  "A peer that sends records without content holds up the loop.")
E(109, "Net", "TLS/TLSInput.swift", "result < count", "result <= count",
  "A read of all the bytes that were asked for counts as one that has emptied the socket.")
E(110, "Net", "TLS/TicketKeys.swift", "max(0, Self.keptKeys - periods)", "Self.keptKeys",
  "After a pause, keys decrypt tickets for longer than their lifetime.")
S(111, "Net", "TLS/TicketKeys.swift", "state.since = now", "",
  "From the first change of keys on, each handshake makes another key.")
E(112, "Taproom", "Server/TLS/HandshakeQueue.swift", "members.count > limit", "members.count >= limit",
  "A handshake is given up although there are not too many.")
S(113, "Taproom", "Server/TLS/ServerTLS.swift", "@[signals = HangUp.count]@\n                if files", "",
  "After one SIGHUP the TLS files are read each second.")
E(114, "Taproom", "Server/TLS/ServerTLS.swift", "[ticketKeys, clientCertificates.authorities]", "[ticketKeys]",
  "A change of the client authorities' file goes unseen.")
S(115, "Taproom", "Server/TLS/Connection+Handshake.swift", "defer { @[worker.endHandshake(number)]@ }", "",
  "Connections whose handshake has ended are given up as handshakes that take too long.")
E(116, "Taproom", "Server/TLS/Redirect.swift", r"https://\(address)\(@[request.target]@)", "request.path",
  "The redirect to HTTPS loses the query.")

# MARK: The Redis client

S(117, "Redis", "Cluster/ClusterNodes.swift", "@[generation += 1]@\n        topology?.move", "",
  "The cache keeps the sessions of a slot that has moved.")
S(118, "Redis", "Cluster/ClusterNodes.swift", "nodes[address] = nil\n            @[node.retire()]@", "",
  "The connections to a node that has left the cluster stay open.")
E(119, "Redis", "Connection/RedisNode.swift", "send(write, after: @[asking]@, by: deadline)", "nil",
  "A durable save of a slot that is being moved is sent without ASKING.")
E(120, "Redis", "Cluster/ClusterRetries.swift", "@[now &+ pause < deadline]@ ?", "true",
  "A command that a cluster does not run is tried again behind its deadline.")
E(121, "Redis", "Cluster/ClusterNodes+Commands.swift", "slot.map { self.node(ofSlot: $0) !== node } ?? true", "true",
  "Each command to a node that has long been away waits for the whole time-out.")
E(122, "Redis", "Cluster/ClusterRedirect.swift", 'words[2].lastIndex(of: ":")', 'words[2].firstIndex(of: ":")',
  "A redirect to an IPv6 address is no redirect.")
X(123, "Redis", "Cluster/ScatteredReplies.swift", "case .failure(let error)?: throw error",
  r'case .failure(let error)?: if FAULT { return .error("CLUSTERDOWN \(error)") } else { throw error }',
  "A command that may have run is sent again when its connection is lost.")
E(124, "Redis", "Scanning/ScanPosition.swift", "if @[cursor.isAtEnd]@ { masters", "true",
  "A scan leaves each master after its first step.")
E(125, "Redis", "Sentinel/SentinelMaster.swift", "where @[follower.connection?.server != master]@ {", "true",
  "A connection that has found the new master is closed when the fail-over is announced.")
S(126, "Redis", "Sentinel/SentinelMaster.swift", "sentinels.append(sentinels.removeFirst())", "",
  "A sentinel that is out of date is asked first again and again.")
S(127, "Redis", "Sentinel/SentinelMaster.swift", "heartbeat?.start()", "",
  "A subscription to a sentinel that was cut off silently stays.")
S(128, "Redis", "Connection/CommandOutbox.swift", "writer.output.removeFirst(length)\n        @[waiting -= count]@", "",
  "Commands that were given up before they were sent still count as waiting.",
  harmless="no more than these are pending until the next write, which sets the number to 0")
E(129, "Redis", "Connection/RedisConnection+Connecting.swift", 'facts?.role == "master"', "false",
  "A master that has come back as a replica is read from.")
E(130, "Redis", "Connection/RedisHandshake.swift",
  'message.firstRange(of: ", with args")?.lowerBound ?? message.endIndex', "message.endIndex",
  "The password stands in the log where a server does not know AUTH.")
S(131, "Redis", "Connection/DedicatedConnection.swift", "@[isTaken = true]@\n        loop.resume", "",
  "Two saves use the connection for transactions at the same time.")
S(132, "Redis", "Connection/PendingQueue.swift", "late.length += entry.length", "late.length = entry.length",
  "Of several commands that were given up before they were sent a part is sent.")
E(133, "Redis", "Cache/SessionCache.swift", "guard @[loads[ExactText(id)] == load]@ else", "loads[ExactText(id)] != nil",
  "What was read before a change is cached where the session is read again meanwhile.")
S(134, "Redis", "Cache/NodeTracking.swift", "@[stop()]@\n        if connection === listener {",
  "if connection === commands { stop() }", "The cache is kept while nobody tells it what changes.")
S(135, "Redis", "Cache/CachedSessions.swift", "order.removeAll(keepingCapacity: true)\n        @[oldest = 0]@", "",
  "A cache that was emptied finds no session to remove when it is full.")
E(136, "Redis", "Subscription/MessageBuffer.swift", "RedisMessage.Missed(dropped: 1).joined(with: dropped.missed)",
  "RedisMessage.Missed(dropped: 1)", "A reader is told of one dropped message where there were many.")
S(137, "Redis", "Subscription/Subscriber.swift", "else { @[continue]@ }\n            channels[name] = nil", "return",
  "A reader that ends stays in the channels behind one that others read, too.")
E(138, "Redis", "Doctor/SentinelFindings.swift", "others < 2", "others < 1", "Two sentinels are enough for the doctor.")
E(139, "Redis", "Doctor/RedisStore+Diagnosis.swift", "tls: @[client.url.tls]@)", "nil",
  "The doctor speaks to sentinels without TLS.")
S(140, "Redis", "Store/RedisStore+Transactions.swift", "try refuseErrors(changes)", "",
  "A save that failed within its transaction counts as made.")
E(141, "Redis", "Store/RedisStore+Users.swift", "guard @[seconds < indexTTL(record)]@ else", "seconds < 0",
  "On a server before Redis 7 the key of a user's sessions ends before the longest-lived of them.")

# MARK: What an application uses

S(142, "Taproom", "Middleware/CORS.swift", '@[response.vary(on: "Origin")]@\n        guard',
  'if request.hasHeader("origin") { response.vary(on: "Origin") }',
  "A response to a request without Origin may be kept for one of an allowed origin.")
E(143, "Taproom", "Middleware/ETag.swift", "guard @[response.status == .ok]@,", "response.status.code < 500",
  "A page that says that there is nothing becomes a 304.")
S(144, "Taproom", "Middleware/RateLimit/MemoryRateLimitStore.swift", "@[set(time, of: client)]@\n        return time", "",
  "A full store forgets a client when it refuses its request.")
E(145, "Taproom", "Middleware/RateLimit/RateLimit.swift", "Self.seconds(@[usage.untilNext]@)", "usage.untilWhole",
  "A refused client is told to wait until its whole quota is back.")
E(146, "Taproom", "Middleware/RequestID.swift", "1...longestID ~= text.utf8.count", "text.utf8.count <= longestID",
  "An empty id of a proxy is taken.")
S(147, "Taproom", "Middleware/Timeout.swift", "request[TimeLimit.self] = outer", "",
  "Behind an inner Timeout, what is cancelled by the outer one is not answered as that says.")
E(148, "Taproom", "Middleware/SecurityHeaders.swift",
  'request.isSecure, @[!response.headers.contains("Strict-Transport-Security")]@ {', "true",
  "A handler's Strict-Transport-Security is replaced.")
E(149, "Taproom", "Compression/Compression.swift", "response.status != .partialContent", "true",
  "A part of a file is compressed.")
S(150, "Taproom", "Forms/FormReader.swift", "smallFileBytes -= value.count", "",
  "A file that has gone to disk counts as one in memory.")
E(151, "Taproom", "Forms/FormReader.swift", "range == 0..<spoolLength", "range.lowerBound == 0",
  "The first large file of a form is moved together with the others.")
E(152, "HTTP", "Forms/FormDecoding.swift", "guard @[value.isFinite]@ else", "true",
  "A form's number may be infinite.")
E(153, "Taproom", "Response/Response+Fields.swift", 'lower.hasPrefix("__host-") || lower.hasPrefix("__secure-")',
  'lower.hasPrefix("__host-")', "A browser keeps a __Secure- cookie that the application clears.")
E(154, "Taproom", "Response/EventStream.swift", "if let id { text += @[\"id: \\(Self.oneLine(id))\\n\"]@ }",
  r'"id: \(id)\n"', "The id of an event may begin a field of its own.")
E(155, "Taproom", "Response/ErrorResponse.swift", "if error is CancellationError, @[Task.isCancelled]@ {", "true",
  "A handler that fails with CancellationError is taken for a client that has gone.")
E(156, "Taproom", "Response/ErrorResponse+Default.swift", r"<li><code>\(@[$0.key.escapingHTML]@)</code>", "$0.key",
  "The name of a wrong field may be HTML.")
S(157, "Testing", "Streams/EventDecoder.swift", 'defer {\n            @[event = TestEvent(name: "", data: "")]@', "",
  "The test client gives an event the id and name of the last one.")
S(158, "Testing", "Client/Redirect.swift", "next.body = []", "",
  "The test client sends a form again when a redirect has made its request GET.")
S(159, "Sessions", "Transaction/SessionTransaction+Flash.swift", "if request.method != .head { flash = nil }", "flash = nil",
  "A message that the handler of a HEAD request adds is lost when the handler takes the messages.")
E(160, "Sessions", "Session+User.swift", "transaction.user == nil ? .all : .none", ".all",
  "Who logs in where another user was gets that user's fields.")
