import CZlib

/// Decompresses the gzip format (RFC 1952) with zlib, piece by piece.
///
/// It is one of the places for unsafe code, because zlib works on C pointers. They live as long as one call.
final class GzipDecoder {
    /// The input is not gzip.
    struct Malformed: Error {}

    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    /// Whether the last member has ended. Another one may follow (RFC 1952 §2.2).
    private(set) var isAtEnd = false

    /// Makes a decoder; nil if there is no memory for it.
    init?() {
        stream.initialize(to: z_stream())
        guard taproom_inflate_init(stream) == Z_OK else {
            stream.deinitialize(count: 1)
            stream.deallocate()
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Decodes bytes from the front of the input, and removes the bytes that it used.
    ///
    /// - Parameter limit: the most bytes to return.
    /// - Returns: an empty array only if all input has been used.
    func decode(_ input: inout ArraySlice<UInt8>, atMost limit: Int) throws(Malformed) -> [UInt8] {
        var output: [UInt8] = []
        while output.isEmpty, !input.isEmpty {
            if isAtEnd {
                inflateReset(stream)
                isAtEnd = false
            }
            var result = Z_OK
            var used = 0
            input.withUnsafeMutableBufferPointer { input in
                stream.pointee.next_in = input.baseAddress
                stream.pointee.avail_in = UInt32(clamping: input.count)
                let given = stream.pointee.avail_in
                output = [UInt8](unsafeUninitializedCapacity: limit) { output, count in
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = UInt32(clamping: limit)
                    result = inflate(stream, Z_NO_FLUSH)
                    count = limit - Int(stream.pointee.avail_out)
                }
                used = Int(given - stream.pointee.avail_in)
            }
            input = input.dropFirst(used)
            isAtEnd = result == Z_STREAM_END
            guard result == Z_OK || isAtEnd else { throw Malformed() }
        }
        return output
    }
}
