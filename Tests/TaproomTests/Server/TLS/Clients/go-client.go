// go-client URL CERTIFICATE 1.2|1.3: what net/http of Go sees of a server, as a line of JSON for each request. Those of one
// version are sent one after the other: two that go up, one that comes down, and one on a connection of its own.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptrace"
	"os"
	"time"
)

const length = 1 << 20

var versions = map[string]uint16{"1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}

type answer struct {
	Status    int    `json:"status"`
	Version   string `json:"version"`
	ALPN      string `json:"alpn"`
	IsReused  bool   `json:"isReused"`
	IsResumed bool   `json:"isResumed"`
	Length    int    `json:"length"`
	IsWhole   bool   `json:"isWhole"`
}

type visitor struct {
	client *http.Client
	url    string
}

// ask sends a request, whose content is the one to come back, and tells of the response.
func (v visitor) ask(method, path string, content io.Reader, expected []byte) {
	request, err := http.NewRequest(method, v.url+path, content)
	check(err)
	var isReused bool
	trace := &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) { isReused = info.Reused }}
	response, err := v.client.Do(request.WithContext(httptrace.WithClientTrace(request.Context(), trace)))
	check(err)
	defer response.Body.Close()
	// Go gives the connection to the next request when all has been read.
	received, err := io.ReadAll(response.Body)
	check(err)
	name := "another"
	for known, number := range versions {
		if number == response.TLS.Version {
			name = known
		}
	}
	check(json.NewEncoder(os.Stdout).Encode(answer{
		Status: response.StatusCode, Version: name, ALPN: response.TLS.NegotiatedProtocol, IsReused: isReused,
		IsResumed: response.TLS.DidResume, Length: len(received), IsWhole: bytes.Equal(received, expected),
	}))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	if len(os.Args) != 4 || versions[os.Args[3]] == 0 {
		log.Fatal("go-client URL CERTIFICATE 1.2|1.3")
	}
	certificate, err := os.ReadFile(os.Args[2])
	check(err)
	authorities := x509.NewCertPool()
	if !authorities.AppendCertsFromPEM(certificate) {
		log.Fatal("there is no certificate in ", os.Args[2])
	}
	version := versions[os.Args[3]]
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{
			RootCAs: authorities, MinVersion: version, MaxVersion: version, ClientSessionCache: tls.NewLRUClientSessionCache(8),
		},
		// Offers h2, too.
		ForceAttemptHTTP2: true,
	}
	v := visitor{&http.Client{Transport: transport, Timeout: time.Minute}, os.Args[1]}

	pattern := bytes.Repeat([]byte("0123456789abcdef"), length/16)
	v.ask("POST", "/echo", bytes.NewReader(pattern), pattern)
	// Of unknown length, so in chunks.
	v.ask("POST", "/echo", io.MultiReader(bytes.NewReader(pattern)), pattern)
	v.ask("GET", "/large", nil, pattern)
	transport.CloseIdleConnections()
	v.ask("GET", "/large", nil, pattern)
}
