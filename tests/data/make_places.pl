#!/usr/bin/perl
# Makes places.mmdb (IPv4 and IPv6) and places_ipv4.mmdb beside it: what tests/sessions/places_test.cpp reads.
# Debian: libmaxmind-db-writer-perl. Networks are those kept for documentation (RFC 5737, RFC 3849); what is said of
# them is made up.
use strict;
use warnings;
use utf8;
use FindBin;
use MaxMind::DB::Writer::Tree;

my %types = (
    city => 'map', country => 'map', names => 'map', subdivisions => ['array', 'map'],
    en => 'utf8_string', de => 'utf8_string', iso_code => 'utf8_string', geoname_id => 'uint32',
);

sub named { return {names => {en => $_[0], de => "nicht $_[0]"}} }

my %ipv4 = (
    '192.0.2.0/25'      => {city => named('Amsterdam'), country => named('Netherlands')},
    '192.0.2.128/25'    => {city => named('Springfield')},
    '198.51.100.0/25'   => {country => named('Japan'), subdivisions => [named('Hokkaido')]},
    '198.51.100.128/25' => {subdivisions => [named('Bavaria'), named('Upper Bavaria')]},
);
my %ipv6 = (
    '2001:db8:1::/48' => {city => named('Lisbon'), country => named('Portugal')},
    '2001:db8:2::/48' => {country => {iso_code => 'FR'}},                                        # no names
    '2001:db8:3::/48' => {city => {names => {de => 'Köln'}}, country => {names => {de => 'Deutschland'}}},
    '2001:db8:4::/48' => {city => {geoname_id => 7}, country => named('Peru')},
    '2001:db8:5::/48' => {city => named("Zu\x{308}rich"), country => named('Switzerland')},      # not in NFC
    '2001:db8:6::/48' => {city => named("Line\nfeed\x{202E}"), country => named('Nowhere')},
    '2001:db8:7::/48' => {city => named('a' x 200), country => named('b' x 200)},
    '2001:db8:8::/48' => {city => named('c' x 2000), country => named('Chad')},
);

sub make {
    my ($name, $version, %networks) = @_;
    my $tree = MaxMind::DB::Writer::Tree->new(
        ip_version => $version, record_size => 24, database_type => 'Roster-Test-City', languages => ['en', 'de'],
        description => {en => 'Made up places for tests'}, map_key_type_callback => sub { $types{$_[0]} },
        remove_reserved_networks => 0,
    );
    $tree->insert_network($_, $networks{$_}) for sort keys %networks;
    open my $file, '>:raw', "$FindBin::Bin/$name" or die $!;
    $tree->write_tree($file);
    close $file or die $!;
}

make('places.mmdb', 6, %ipv4, %ipv6);
make('places_ipv4.mmdb', 4, %ipv4);
