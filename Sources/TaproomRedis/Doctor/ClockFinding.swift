/// Whether the clocks of the server and of this machine agree. A session's expiry is computed here and enforced there.
extension ServerAnswers {
    var clockFinding: RedisFinding {
        guard let parts = time.elements, parts.count == 2, let seconds = parts[0].int, let micros = parts[1].int else {
            return RedisFinding("clock", "the user may not run TIME", .unseen)
        }
        let (theirs, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return RedisFinding("clock", "TIME answers no time", .unseen) }
        let now = theirs &+ micros / 1000
        // The server read its clock at some time between `asked` and `answered`.
        let ahead = now > clock.answered ? now - clock.answered : now < clock.asked ? now - clock.asked : 0
        guard abs(ahead) > 1000 else { return RedisFinding("clock", "within a second of this machine's") }
        let tenths = (abs(ahead) + 50) / 100
        return RedisFinding(
            "clock", "\(tenths / 10).\(tenths % 10) s \(ahead > 0 ? "ahead of" : "behind") this machine's",
            .change("Set both clocks by NTP, as a session's cookie and what is stored end at different times."))
    }
}
