/// Messages for the next page.
///
///     app.post("/notes") { request in
///         request.session.flash("saved")
///         return Response.redirect(to: "/notes")
///     }
///     app.get("/notes") { request in
///         request.session.takeFlash().map(\.text).joined(separator: ", ")
///     }
///
/// They are stored in the field `flash` as connect-flash stores them, `{"info":["saved"]}`, so that an Express application
/// can show what this one has left, and the other way round.
///
/// A request whose session holds messages takes them out of the store as it loads the session. So two pages that are
/// loaded at once don't show the same one. What the handler does not take is put back before its response leaves; a page
/// loaded meanwhile does not see it, the next one does. A message is lost where the process or the store fails in between.
/// HEAD takes nothing out of the store: its response is like GET's, and the messages stay.
extension Session {
    /// Leaves a message for the next call of `takeFlash`, in this request or another one.
    ///
    /// It is stored with the session when the request ends, or by `save`. A `flash` field of the application's own that is
    /// something other than an object stays as it is, and the message is dropped.
    public func flash(_ message: String, kind: String = "info") {
        writable?.flash(FlashMessage(message, kind: kind))
    }

    /// The messages that wait, each of which is given out once; those of one kind together, and in the order in which
    /// they were left. Call it before the response begins to be streamed.
    public func takeFlash() -> [FlashMessage] {
        live?.takeFlash() ?? []
    }
}
