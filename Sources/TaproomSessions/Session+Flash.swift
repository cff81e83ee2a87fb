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
/// They are stored in the field `flash` in the form of connect-flash, `{"info":["saved"]}`, so that an Express
/// application can show messages that this one has left, and the other way round.
///
/// When a request loads a session that holds messages, it removes them from the store. So two pages that are loaded at
/// the same time don't show the same message. Messages that the handler does not take are put back before its response
/// is sent. A page that is loaded meanwhile does not see them, but the next one does. Messages are lost if the process
/// or the store fails in between. HEAD removes nothing from the store: its response is like that of GET, and the
/// messages stay.
extension Session {
    /// Adds a message for the next call of `takeFlash`, in this request or another one.
    ///
    /// It is stored with the session when the request ends, or by `save`. If the application has a `flash` field of its
    /// own that is not an object, that field is kept, and the message is dropped.
    public func flash(_ message: String, kind: String = "info") {
        writable?.flash(FlashMessage(message, kind: kind))
    }

    /// Returns the pending messages and removes them, so that each is returned once. Messages of one kind are returned
    /// together, in the order in which they were added. Call it before the response begins to stream.
    public func takeFlash() -> [FlashMessage] {
        live?.takeFlash() ?? []
    }
}
