import Taproom
import TaproomHTTP

/// Flash messages that a request holds. They are not in the session's fields until the request ends.
final class HeldFlash {
    /// The field's value that was taken out of the store; nil if nothing was.
    var claimed: JSONValue?
    /// The session's fields without it.
    var rest: JSONFields?
    /// The messages that this request has added.
    var new: [FlashMessage] = []
}

extension SessionTransaction {
    // MARK: What an application does

    func flash(_ message: FlashMessage) {
        let held = flash ?? HeldFlash()
        held.new.append(message)
        flash = held
    }

    func takeFlash() -> [FlashMessage] {
        let new = flash?.new ?? []
        // HEAD claims nothing, so the messages are still among the fields.
        let stored = request.method == .head ? fields.value(FlashField.name) : flash?.claimed
        if request.method != .head { flash = nil }
        return (stored.map { FlashField.messages(in: $0) } ?? []) + new
    }

    // MARK: Out of the store

    /// The most attempts to take messages out of a session that other requests change concurrently.
    private static let claimAttempts = 8

    /// Whether the session was loaded with a value that may be messages, and the request could show them.
    @inline(__always)
    var mayClaimFlash: Bool {
        guard let range = fields.range(of: FlashField.name) else { return false }
        return range.count > 2 && problem == nil && request.method != .head
    }

    /// Takes the loaded messages out of the store, unless another request has done so first.
    ///
    /// - Returns: false if the session has been removed meanwhile.
    /// - Throws: `SessionError` if it is not known whether the messages were taken out.
    func claimFlash() async throws -> Bool {
        for _ in 0..<Self.claimAttempts {
            guard mayClaimFlash, let base, let value = fields.value(FlashField.name),
                !FlashField.messages(in: value).isEmpty
            else { return true }
            let claim = claim(of: value, base)
            do {
                switch try await limited({ try await service.store.update(id, claim) }) {
                case .stored:
                    note(.updated(id: id, json: claim.record.json, secondsToLive: claim.record.secondsToLive))
                    hold(value, claim.record)
                case .merged(let json):
                    note(.merged(id: id, json: json))
                    hold(value, merged: json)
                case .gone:
                    note(.gone(id: id))
                    return false
                }
                return true
            } catch SessionError.fieldConflict {
                guard let json = try await limited({ try await service.store.get(id) }) else { return false }
                loadAgain(json)
            } catch let error as SessionError {
                // The messages are still in the store, for a later request.
                if case .outcomeUnknown = error { throw error }
                return true
            }
        }
        return true
    }

    /// Returns the change that takes the messages out, and gives the session its whole time to live again, as every
    /// request does.
    private func claim(of value: JSONValue, _ base: [UInt8]) -> SessionChange {
        let text = fields[FlashField.name].map { Array($0) }
        var rest = fields
        rest.remove(FlashField.name)
        var cookie = cookie
        cookie.touch()
        if let end = absoluteEnd, let expires = cookie.expires, expires > end { cookie.shorten(to: end) }
        let json = StoredSessionCodec.json(rest, cookie)
        return SessionChange(
            base: base, record: SessionRecord(json: json, expires: cookie.expires, now: service.now),
            edits: [.expect(FlashField.name, text), .remove(FlashField.name)], editsCookie: false, cookie: [])
    }

    private func hold(_ value: JSONValue, _ record: SessionRecord) {
        fields.remove(FlashField.name)
        base = record.json
        storedTTL = record.secondsToLive
        if let expires = record.expires { storedEnd = expires }
        hold(value)
    }

    /// Holds messages that were taken out of a session that other requests have changed since it was loaded.
    private func hold(_ value: JSONValue, merged json: [UInt8]) {
        loadAgain(json)
        original.set(FlashField.name, value.bytes)
        hold(value)
    }

    private func hold(_ value: JSONValue) {
        if saved != nil { saved = fields }
        let held = HeldFlash()
        held.claimed = value
        held.rest = fields
        flash = held
    }

    /// Replaces the loaded session with what another request has stored since.
    private func loadAgain(_ json: [UInt8]) {
        do {
            try adopt(json)
            original = fields
        } catch {
            problem = error
        }
    }

    // MARK: Into the store

    /// Adds the messages that were not taken to the session's changes.
    func storeFlash() {
        guard let held = flash else { return }
        if let claimed = held.claimed {
            let isUnchanged = held.rest.map { fields.equals($0, except: "cookie") } ?? false
            updateFlash { FlashField.joined(claimed, $0) }
            // This restores the messages to their place among the fields, so that an unchanged session compares equal.
            if isUnchanged { fields = original }
        }
        flash = nil
        storeNewFlash(held)
    }

    /// Adds the messages of this request to the session's changes. The request may still take the others.
    func storeNewFlash() {
        if let flash { storeNewFlash(flash) }
    }

    private func storeNewFlash(_ held: HeldFlash) {
        guard !held.new.isEmpty else { return }
        let new = FlashField.value(of: held.new)
        held.new = []
        updateFlash { FlashField.joined($0, new) }
    }

    private func updateFlash(_ change: @escaping (JSONValue) -> JSONValue) {
        // The closure does not throw.
        try? update(
            FieldUpdate(FlashField.name) { json in
                let stored = json.flatMap { try? JSONValue(parsing: $0) } ?? .null
                return change(stored == .null ? .object([]) : stored).bytes
            })
    }
}
