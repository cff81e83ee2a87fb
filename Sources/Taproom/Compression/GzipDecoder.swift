import CZlib

/// Takes the gzip format (RFC 1952) apart with zlib, piece by piece.
///
/// One of the rooms for `unsafe` code: zlib works on C pointers, which live as long as one call into it.
final class GzipDecoder {
    /// What came in is no gzip.
    struct Malformed: Error {}

    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    /// Whether the last member has ended, behind which another may begin (RFC 1952 §2.2).
    private(set) var isAtEnd = false

    /// nil where there is no memory for it.
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

    /// Decodes from the front of the input as much as gives so many bytes, and takes off it what was used.
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
