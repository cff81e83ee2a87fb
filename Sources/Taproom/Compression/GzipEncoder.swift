import CZlib

/// Compresses with zlib into the gzip format (RFC 1952).
///
/// One of the rooms for `unsafe` code: zlib works on C pointers, which live as long as one call into it.
final class GzipEncoder {
    /// What is to be done with what zlib holds back to compress it better.
    enum Flush {
        /// All that was put in comes out, so that the client sees it now.
        case sync
        /// The end of the content.
        case finish
    }

    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    /// nil where there is no memory for it.
    ///
    /// - Parameter level: 1 (fast) to 9 (small).
    init?(level: Int = 6) {
        stream.initialize(to: z_stream())
        guard taproom_deflate_init(stream, Int32(level)) == Z_OK else {
            stream.deinitialize(count: 1)
            stream.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Compresses the next bytes.
    func encode(_ bytes: [UInt8], _ flush: Flush) -> [UInt8] {
        var output: [UInt8] = []
        var input = bytes
        input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            let mode = flush == .finish ? Z_FINISH : Z_SYNC_FLUSH
            var isFull = true
            while isFull {
                let chunk = [UInt8](unsafeUninitializedCapacity: 16 * 1024) { chunk, count in
                    stream.pointee.next_out = chunk.baseAddress
                    stream.pointee.avail_out = UInt32(chunk.count)
                    _ = deflate(stream, mode)
                    count = chunk.count - Int(stream.pointee.avail_out)
                }
                isFull = stream.pointee.avail_out == 0
                output += chunk
            }
        }
        return output
    }

    /// Makes it ready for another content.
    func reset() {
        deflateReset(stream)
    }
}
