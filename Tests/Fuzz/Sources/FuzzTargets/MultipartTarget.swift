@testable import TaproomHTTP

extension FuzzTarget {
    /// A form does not depend on the pieces in which it arrives.
    static let multipart = FuzzTarget(name: "multipart") { input in
        let (bytes, cut) = input.withCut()
        let whole = parts([bytes[...]])
        require(parts([bytes[..<cut], bytes[cut...]]) == whole, "a form cut at \(cut) is the same")
        if bytes.count <= 256 {
            require(parts(bytes.indices.map { bytes[$0...$0] }) == whole, "so it is in single bytes")
        }
        let type = String(decoding: bytes.prefix(200), as: UTF8.self)
        if let boundary = MultipartDecoder.boundary(ofContentType: type) {
            require(1...70 ~= boundary.utf8.count, "a boundary has a bounded length")
        }
        _ = MultipartDecoder.boundary(ofContentType: "multipart/form-data; " + type)
    }

    private struct Form: Equatable {
        var headers: [PartHeader] = []
        var contents: [[UInt8]] = []
        var ended = 0
        var isFinished = false
        var error: MultipartError?
    }

    private static func parts(_ pieces: [ArraySlice<UInt8>]) -> Form {
        var decoder = MultipartDecoder(boundary: "b")
        var form = Form()
        do throws(MultipartError) {
            for piece in pieces {
                for event in try decoder.decode(Array(piece)) { take(event, &form) }
            }
        } catch {
            // The pieces determine how much is delivered before the error.
            return Form(error: error)
        }
        form.isFinished = decoder.isFinished
        // The decoder holds back bytes of an unfinished part that may belong to its delimiter.
        if form.ended < form.contents.count, !form.isFinished { form.contents.removeLast() }
        return form
    }

    private static func take(_ event: MultipartDecoder.Event, _ form: inout Form) {
        switch event {
        case .began(let header):
            require(form.contents.count == form.ended, "a part begins when the last one has ended")
            form.headers.append(header)
            form.contents.append([])
        case .data(let bytes):
            require(form.contents.count == form.ended + 1, "data belongs to a part")
            form.contents[form.contents.count - 1] += bytes
        case .ended:
            form.ended += 1
            require(form.contents.count == form.ended, "a part that ends has begun")
        }
    }
}
