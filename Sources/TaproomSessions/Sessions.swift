import Logging
import Taproom
import TaproomHTTP
import TaproomNet

/// The session middleware. It finds a request's session by its signed cookie, provides it to the handlers as
/// `request.session`, and saves it before the response is sent.
///
///     app.use(try Sessions(store: redis, secrets: [secret], cookie: .init(maxAge: .seconds(60))))
///
/// Its wire format and behaviour are those of express-session 1.19 with connect-redis 9, so that both can serve the
/// same users with the same Redis.
public struct Sessions: Middleware {
    private let service: SessionService

    /// - Throws: `SessionError.configuration` if no browser or server could work with the options.
    public init(store: any SessionStore, options: SessionOptions, logger: Logger? = nil) throws {
        let logger = logger ?? .framework("taproom.sessions")
        if let problem = options.problem { throw SessionError.configuration(problem) }
        service = SessionService(store: store, options: options, logger: logger)
        if !store.isPersistent, ProcessEnvironment.isProduction {
            logger.warning("this session store is for development: its sessions end with the process")
        }
        if let cookie = options.fixedCookie {
            let sample = SessionCookie(cookie, isSecure: true, clock: { 0 })
            let length = SessionCookie.setCookie(
                name: options.name, try SessionID.uuid(), service.signer, attributes: sample.attributes
            ).utf8.count
            guard length <= Self.cookieLimit else {
                throw SessionError.configuration("the cookie would have \(length) bytes; browsers take 4096")
            }
        }
    }

    /// - Parameters:
    ///   - store: the store that keeps the sessions.
    ///   - secrets: the first one signs, all of them verify.
    ///   - name: the cookie's name.
    ///   - cookie: the cookie's settings.
    public init(
        store: any SessionStore, secrets: [String], name: String = "connect.sid",
        cookie: CookieOptions = CookieOptions()
    ) throws {
        var options = SessionOptions(secrets: secrets, cookie: cookie)
        options.name = name
        try self.init(store: store, options: options)
    }

    private static let cookieLimit = 4096

    /// Loads the session, calls the rest of the chain, saves or touches the session, and sets its cookie.
    ///
    /// - Throws: `HTTPError` 503 if the store fails, unless `SessionOptions.onStoreFailure` specifies otherwise; 409
    ///   for a conflict that `SessionOptions.onConflict` makes an error.
    @inline(__always)
    public func respond(to request: Request, next: Next) async throws -> Response {
        // If the middleware is mounted twice in one chain, only the outer one acts.
        if request[SessionTransaction.self] != nil { return await next(request) }
        if let path = service.cookiePath(missedBy: request) {
            service.warnOnce(
                "no session for requests outside of the cookie's path \(path): mount the sessions there, or set the cookie's path to /"
            )
            return await next(request)
        }
        let transaction: SessionTransaction
        do {
            transaction = try await load(request)
        } catch let error as SessionError {
            if error.isStoreFailure, service.options.onStoreFailure == .withoutSession {
                service.note(.answeredWithoutSession, error)
                return await next(request)
            }
            throw failure(error)
        }
        request[SessionTransaction.self] = transaction
        var response = await next(request)
        await request.returnToLoop()
        do {
            let ending = transaction.end()
            if case .nothing = ending {} else { try await transaction.finish(ending) }
        } catch let error as SessionError {
            let isForgiven =
                error.isStoreFailure && service.options.onStoreFailure == .withoutSession && !transaction.isModified
            guard isForgiven else {
                transaction.release()
                throw failure(error)
            }
            service.note(.leftUntouched, error)
            transaction.release()
            return response
        } catch {
            transaction.release()
            throw error
        }
        if transaction.state == .lost { transaction.noteLoss() }
        setHeaders(of: &response, transaction, request)
        if service.options.traces { request[SessionTrace.self] = transaction.trace }
        if case .content(let content) = response.body {
            response.body = .content(SessionContent(content, transaction))
        } else {
            transaction.release()
        }
        return response
    }

    // MARK: Finding the session

    @inline(always)
    private func load(_ request: Request) async throws -> SessionTransaction {
        let candidates = candidates(request)
        var storeTime = StoreTime()
        var events: [SessionEvent] = []
        var candidate = candidates.first
        var position = 0
        while let verified = candidate {
            let id = verified.id
            if service.options.traces { events.append(.goodSignature(id: id)) }
            let start = StoreTime.now
            let transaction: SessionTransaction?
            if let deadline = storeTime.deadline(service.storeTimeout) {
                let found = try await StoreDeadline.$current.withValue(deadline) { try await find(id, request, events) }
                (transaction, events) = found
            } else {
                (transaction, events) = try await find(id, request, events)
            }
            storeTime.add(since: start)
            if let transaction {
                transaction.storeTime = storeTime
                transaction.mustResign = verified.keyIndex > 0
                if verified.keyIndex == 0 { transaction.signedID = verified.value }
                let isThere = transaction.mayClaimFlash ? try await transaction.claimFlash() : true
                if isThere {
                    request.logLabel = verified.label
                    return transaction
                }
                storeTime = transaction.storeTime
                events = transaction.trace
            }
            candidate = position < candidates.others.count ? candidates.others[position] : nil
            position += 1
        }
        if service.options.traces, candidates.first == nil {
            events.append(candidates.isEmpty ? .noCookie : .badSignature)
        }
        let transaction = try SessionTransaction(
            new: service, request: request, cookieID: candidates.first?.id, events: events)
        transaction.endedIDs = (candidates.first.map { [$0] } ?? []).map(\.id) + candidates.others.map(\.id)
        request.logLabel = SessionTransaction.label(transaction.id)
        return transaction
    }

    /// Loads the session with an id. Returns nil if the store has none, or its absolute lifetime is over.
    @inline(always)
    private func find(
        _ id: String, _ request: Request, _ events: [SessionEvent]
    ) async throws -> (SessionTransaction?, [SessionEvent]) {
        let start = service.options.traces ? Clock.monotonic() : 0
        let json: [UInt8]?
        var isTouched = false
        var expiry: SessionExpiry?
        if request.method != .get, request.method != .head {
            json = try await service.store.get(id)
        } else if let ttl = service.refreshTTL {
            let now = service.now
            let given = SessionExpiry(expires: SessionCookie.bounded(now.saturatingAdd(ttl)), now: now)
            expiry = given
            let found = try await service.store.getAndTouch(id, given)
            json = found?.json
            isTouched = found?.isTouched ?? false
        } else {
            json = try await service.store.getForReading(id)
        }
        let microseconds = service.options.traces ? Int(Clock.monotonic() - start) / 1000 : 0
        guard let json else {
            return (nil, service.options.traces ? events + [.notFound(id: id, microseconds: microseconds)] : events)
        }
        let transaction = SessionTransaction(
            loaded: json, id: id, touchedAt: isTouched ? expiry?.now : nil, service: service, request: request)
        if transaction.isExpired {
            try await service.store.destroy(id)
            return (nil, service.options.traces ? events + [.expired(id: id)] : events)
        }
        if transaction.mustAskForEnd { await transaction.askForEnd() }
        for event in events { transaction.note(event) }
        transaction.note(
            isTouched
                ? .loadedAndTouched(
                    id: id, json: json, secondsToLive: expiry?.secondsToLive,
                    microseconds: microseconds)
                : .loaded(id: id, json: json, microseconds: microseconds))
        return (transaction, events)
    }

    private struct Candidates {
        /// The first cookie with the session's name and a valid signature.
        var first: CookieSigner.Verified?
        /// Further cookies with other ids.
        var others: [CookieSigner.Verified] = []
        /// Whether there was no cookie with the name at all.
        var isEmpty = true
    }

    /// The most cookies that are tried. A browser has few paths and domains with a cookie of one name, and each costs a
    /// command.
    private static let candidateLimit = 16

    /// Collects all cookies with the session's name, because a browser sends one for each path and domain that it has.
    private func candidates(_ request: Request) -> Candidates {
        var candidates = Candidates()
        request.forEachCookie { bytes, name, value in
            guard bytes.equals(name, service.options.name) else { return }
            candidates.isEmpty = false
            guard let verified = service.verify(bytes, value), candidates.first?.id != verified.id
            else { return }
            if candidates.first == nil {
                candidates.first = verified
            } else if candidates.others.count < Self.candidateLimit - 1,
                !candidates.others.contains(where: { $0.id == verified.id })
            {
                candidates.others.append(verified)
            }
        }
        return candidates
    }

    // MARK: The response

    private func setHeaders(of response: inout Response, _ transaction: SessionTransaction, _ request: Request) {
        let cookie = cookie(transaction, request)
        if let cookie { response.headers.append("Set-Cookie", cookie) }
        guard cookie != nil || transaction.wasUsed else { return }
        if !response.headers.contains("Vary"), !response.headers.contains("Cache-Control") {
            return response.headers.append(CookiePrivacy.headers)
        }
        response.headers.appendElement("Cookie", to: "Vary")
        if response.headers["Cache-Control"] == nil { response.headers["Cache-Control"] = CookiePrivacy.cacheControl }
    }

    /// Returns the Set-Cookie value; nil if the cookie is not set. For a session that has ended, the browser's cookie
    /// is not removed either: another response, such as that to a login, may have set a new cookie meanwhile, and a
    /// stale cookie does no harm.
    private func cookie(_ transaction: SessionTransaction, _ request: Request) -> String? {
        guard transaction.state == .live, transaction.problem == nil else {
            transaction.note(
                .cookieNotSet(reason: "the session has ended; the browser keeps its cookie until it expires"))
            return nil
        }
        guard transaction.mustSetCookie || transaction.mustResign else {
            transaction.note(.cookieNotSet(reason: "the browser has it, and the session did not change"))
            return nil
        }
        if let problem = transaction.cookie.settings.problem {
            service.warnOnce("a session cookie is withheld: \(problem); correct the session's cookie")
            transaction.note(.cookieNotSet(reason: problem))
            return nil
        }
        if transaction.cookie.secure == true, !service.isSecure(request) {
            service.warnOnce(
                "the session cookie is withheld: it is secure and the connection is not; serve over HTTPS, or trust the proxy that does (trustedProxies), or set secure to auto"
            )
            transaction.note(.cookieNotSet(reason: "it is secure, and the connection is not"))
            return nil
        }
        if let refusal = transaction.cookie.settings.refusal {
            service.warnOnce("no browser takes the session cookie: \(refusal); correct the session's cookie")
        }
        let value = service.setCookie(transaction)
        transaction.browserKnowsID = true
        transaction.note(.cookieSet(reason: reason(transaction), value: value))
        return value
    }

    private func reason(_ transaction: SessionTransaction) -> String {
        if transaction.isNew { return "the id is new" }
        if transaction.isModified { return "the session changed, and its expiry moved" }
        return service.options.rolling ? "rolling is on" : "it was signed with an earlier secret"
    }

    private func failure(_ error: SessionError) -> any Error {
        guard let answer = error.httpError else { return error }
        if error.isStoreFailure { service.note(.refused, error) }
        return answer
    }
}

extension Span where Element == UInt8 {
    /// Returns whether the bytes in `range` are those of `text`.
    func equals(_ range: ByteRange, _ text: String) -> Bool {
        range.count == text.utf8.count && matches(text.utf8.span, at: Int(range.lower))
    }
}
