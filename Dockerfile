# One image for web, worker, beat and the one-off `prepare`; docker-compose.yml says which is which.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# Pango draws the printed journals; the fonts are in the repository.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --home-dir /var/lib/ejournal ejournal \
    && install -d -o ejournal -g ejournal -m 0750 /var/lib/ejournal

WORKDIR /srv/ejournal
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
RUN python -m compileall -q .

USER ejournal
ENV VAR_DIR=/var/lib/ejournal STATIC_MANIFEST=1
VOLUME /var/lib/ejournal
EXPOSE 8000
CMD ["gunicorn", "ejournal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4", "--preload", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
