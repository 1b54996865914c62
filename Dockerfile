# Plaukts as a service: locked versions, a user without rights, everything that is kept in /data.
# This file is not built by the project's checks.
#
#   docker build -t plaukts .
#   docker run -v plaukts-data:/data -e PLAUKTS_TELEGRAM_TOKEN=… plaukts

FROM python:3.11-slim AS packages
WORKDIR /source
COPY requirements.lock ./
RUN python -m venv /plaukts && /plaukts/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY storage storage
COPY config config
# The one thing without a hash: hatchling, which packs the sources and does not come along.
RUN /plaukts/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim
RUN useradd --system --no-create-home plaukts && mkdir /data && chown plaukts /data
COPY --from=packages /plaukts /plaukts
USER plaukts
WORKDIR /data
VOLUME /data
ENV PATH=/plaukts/bin:$PATH PYTHONUNBUFFERED=1 PLAUKTS_DATABASE_URL=sqlite:////data/plaukts.db \
    PLAUKTS_HTTP_HOST=0.0.0.0 MPLCONFIGDIR=/tmp/matplotlib
STOPSIGNAL SIGTERM
ENTRYPOINT ["plaukts"]
CMD ["run"]
